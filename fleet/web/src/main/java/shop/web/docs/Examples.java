package shop.web.docs;

import io.swagger.v3.core.util.Json31;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Examples of bodies: {@code api-examples/<name of the schema>.json} among a service's resources. */
final class Examples {

    /** @param reference a schema's, for example {@code #/components/schemas/NewOrder} */
    Optional<Object> of(String reference) {
        var name = reference.substring(reference.lastIndexOf('/') + 1);
        try (var file = getClass().getResourceAsStream("/api-examples/" + name + ".json")) {
            return file == null ? Optional.empty() : Optional.of(Json31.mapper().readValue(file, Object.class));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
