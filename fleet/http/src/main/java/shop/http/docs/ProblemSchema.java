package shop.http.docs;

import io.swagger.v3.oas.models.media.Schema;

/** The one shape of all refusals. */
final class ProblemSchema {

    static final String NAME = "Problem";

    private static final String JSON = """
            {
              "type": "object",
              "description": "RFC 9457 problem details. Some codes add members, such as the shortages of insufficient_stock.",
              "required": ["type", "title", "status", "code"],
              "properties": {
                "type": {"type": "string", "format": "uri-reference", "description": "Leads to a page that explains the code."},
                "title": {"type": "string", "description": "The status in words."},
                "status": {"type": "integer", "minimum": 400, "maximum": 599, "description": "That of the answer."},
                "code": {"type": "string", "pattern": "^[a-z]+(_[a-z]+)*$", "description": "Stable; what a program decides by."},
                "detail": {"type": "string", "description": "For a person."},
                "instance": {"type": "string", "format": "uri-reference", "description": "The path that was asked for."},
                "requestId": {"type": "string", "description": "The X-Request-Id of the answer."},
                "errors": {
                  "type": "array",
                  "description": "Which fields are wrong, of code validation_failed.",
                  "items": {
                    "type": "object",
                    "required": ["field", "code", "message"],
                    "properties": {
                      "field": {"type": "string", "description": "The path in the request, for example items[0].quantity."},
                      "code": {"type": "string", "description": "Stable, in snake case."},
                      "message": {"type": "string", "description": "For a person."}
                    }
                  }
                }
              },
              "additionalProperties": true,
              "examples": [
                {
                  "type": "/problems/validation_failed",
                  "title": "Bad Request",
                  "status": 400,
                  "code": "validation_failed",
                  "detail": "The request is not valid.",
                  "instance": "/api/orders",
                  "requestId": "019aa5f0-7a00-7000-8000-000000000042",
                  "errors": [{"field": "items[0].quantity", "code": "min", "message": "must be greater than or equal to 1"}]
                }
              ]
            }
            """;

    private ProblemSchema() {}

    static Schema<?> schema() {
        return Schemas.of(JSON);
    }
}
