package shop.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ApiBaselineTest {

    static final JsonNode API = JsonMapper.shared().readTree("""
            {
              "openapi": "3.1.0",
              "info": {"title": "things-service", "version": "v1"},
              "paths": {
                "/things": {
                  "get": {
                    "operationId": "things",
                    "summary": "Lists things.",
                    "x-shop-access": "open",
                    "parameters": [
                      {"name": "size", "in": "query", "description": "How many.", "schema": {"type": "integer", "maximum": 100}}
                    ],
                    "responses": {
                      "200": {
                        "headers": {"Link": {"schema": {"type": "string"}}},
                        "content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}}}
                      },
                      "503": {"content": {}}
                    }
                  },
                  "post": {
                    "operationId": "createThing",
                    "x-shop-access": "user",
                    "x-shop-codes": ["too_many"],
                    "requestBody": {
                      "required": true,
                      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewThing"}}}
                    },
                    "responses": {"201": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}}
                  }
                }
              },
              "components": {
                "schemas": {
                  "NewThing": {
                    "type": "object",
                    "required": ["name"],
                    "properties": {
                      "name": {"type": "string", "description": "Its name.", "maxLength": 100, "minLength": 1},
                      "kind": {"type": "string", "enum": ["LARGE", "SMALL"]},
                      "note": {"type": ["string", "null"]}
                    }
                  },
                  "Thing": {
                    "type": "object",
                    "required": ["id", "title"],
                    "properties": {
                      "id": {"type": "string", "format": "uuid"},
                      "title": {"type": "string"},
                      "state": {"type": "string", "enum": ["NEW"]},
                      "parent": {"$ref": "#/components/schemas/Thing"}
                    }
                  }
                }
              }
            }
            """);

    static final String GET = "/paths/~1things/get";
    static final String POST = "/paths/~1things/post";
    static final String NEW_THING = "/components/schemas/NewThing";
    static final String THING = "/components/schemas/Thing";

    /** Each line: what is changed, to what (nothing: it is removed), and what is said of it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/paths/~1things || get /things is gone",
                POST + " || post /things is gone",
                POST + "/operationId | \"makeThing\" | operationId was \"createThing\"",
                GET + "/x-shop-access | \"user\" | was for open and is for user",
                GET + "/parameters | [] | query parameter size is gone",
                GET + "/parameters/0/required | true | query parameter size is required now",
                GET + "/parameters/0/schema/maximum | 50 | size has maximum 50 now",
                GET + "/parameters/0/schema/minimum | 1 | size has minimum 1 now",
                GET + "/parameters/0/schema/type | \"string\" | size was [integer] and is [string]",
                GET
                        + "/parameters/1 | {\"name\": \"q\", \"in\": \"query\", \"required\": true} | q is new and required",
                GET + "/responses/503 || get /things 503 is gone",
                GET + "/responses/200/headers/Link || header Link is gone",
                GET + "/responses/200/content/application~1json || 200 application/json is gone",
                GET + "/responses/200/content/application~1json/schema/items | {\"type\": \"string\"} | [].id is gone",
                GET + "/requestBody | {\"required\": true} | request is new and required",
                POST + "/requestBody/content/application~1json || request application/json is gone",
                NEW_THING + "/required | [\"name\", \"kind\"] | request.kind is required now",
                NEW_THING + "/properties/note || request.note is gone",
                NEW_THING + "/properties/note/type | \"string\" | request.note was",
                NEW_THING + "/properties/name/maxLength | 99 | request.name has maxLength 99 now",
                NEW_THING + "/properties/name/minLength | 2 | request.name has minLength 2 now",
                NEW_THING + "/properties/name/pattern | \"[a-z]+\" | request.name has another pattern",
                NEW_THING + "/properties/note/enum | [\"a\"] | request.note takes only some values now",
                NEW_THING + "/properties/kind/enum | [\"LARGE\"] | request.kind no longer takes \"SMALL\"",
                NEW_THING + "/additionalProperties | false | takes no further fields now",
                THING + "/properties/state || .state is gone",
                THING + "/properties/title || .title is gone",
                THING + "/properties/title/type | [\"string\", \"null\"] | .title was [string] and is",
                THING + "/properties/id/format || .id: format was \"uuid\"",
                THING + "/required | [\"id\"] | .title may be left out now"
            })
    void breakingChangesAreFound(String place, String value, String said) {
        assertThat(ApiBaseline.breaking(API, changed(place, value)))
                .as("%s: %s", place, value)
                .anySatisfy(change -> assertThat(change).contains(said));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/paths/~1others | {\"get\": {\"operationId\": \"others\"}}",
                POST + "/x-shop-access | \"open\"",
                POST + "/x-shop-codes | [\"other\"]",
                POST + "/responses/409 | {\"content\": {}}",
                GET + "/summary | \"All things.\"",
                GET + "/parameters/0/schema/maximum | 500",
                GET + "/parameters/1 | {\"name\": \"q\", \"in\": \"query\"}",
                GET + "/responses/200/headers/ETag | {}",
                POST + "/requestBody/required | false",
                NEW_THING + "/required | []",
                NEW_THING + "/properties/colour | {\"type\": \"string\"}",
                NEW_THING + "/properties/name/type | [\"string\", \"null\"]",
                NEW_THING + "/properties/name/description | \"The name.\"",
                NEW_THING + "/properties/name/maxLength | 200",
                NEW_THING + "/properties/kind/enum | [\"LARGE\", \"MEDIUM\", \"SMALL\"]",
                THING + "/properties/colour | {\"type\": \"string\"}",
                THING + "/properties/state/enum | [\"NEW\", \"OLD\"]",
                THING + "/required | [\"id\", \"title\", \"state\"]"
            })
    void additionsPass(String place, String value) {
        assertThat(ApiBaseline.breaking(API, changed(place, value))).isEmpty();
    }

    @Test
    void theFileHasNoWordsAndAllThatIsCompared() {
        var file = ApiBaseline.withoutWords(API, false);

        assertThat(file.toString()).doesNotContain("Lists things.", "Its name.", "How many.", "x-shop-codes");
        assertThat(file.at(THING + "/properties").propertyNames()).containsExactly("id", "parent", "state", "title");
        assertThat(ApiBaseline.breaking(file, API)).isEmpty();
        assertThat(ApiBaseline.breaking(API, file)).isEmpty();
    }

    private static JsonNode changed(String place, String value) {
        var whole = API.deepCopy();
        var cut = place.lastIndexOf('/');
        var name = place.substring(cut + 1).replace("~1", "/");
        var parent = whole.at(place.substring(0, cut));
        if (parent.isArray()) {
            parent.asArray().add(JsonMapper.shared().readTree(value));
        } else if (value == null) {
            assertThat(parent.asObject().remove(name)).as(place).isNotNull();
        } else {
            parent.asObject().set(name, JsonMapper.shared().readTree(value));
        }
        return whole;
    }
}
