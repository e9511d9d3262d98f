package shop.http.docs;

import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.media.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Schemas of OpenAPI 3.1, which are JSON Schema and are best written as such. */
final class Schemas {

    private Schemas() {}

    static Schema<?> text() {
        return of("{\"type\": \"string\"}");
    }

    static Schema<?> of(String json) {
        try {
            return Json31.mapper().readValue(json, Schema.class);
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }
}
