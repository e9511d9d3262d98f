package shop.http.docs;

import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import shop.platform.paging.PageQuery;

/**
 * Examples of bodies: {@code api-examples/<name of the schema>.json} among a service's resources. The example of a page is made from that
 * of what it lists.
 */
final class Examples {

    private static final Set<String> PAGE =
            Set.of("items", "page", "size", "totalItems", "totalPages", "approximate", "nextCursor");

    private final ClassLoader loader;

    /** @param loader the service's own: on a laptop many services share one process and this class */
    Examples(ClassLoader loader) {
        this.loader = loader;
    }

    /** @param reference a schema's, for example {@code #/components/schemas/NewOrder} */
    Optional<Object> of(String reference, OpenAPI document) {
        var name = reference.substring(reference.lastIndexOf('/') + 1);
        return read(name)
                .or(() -> listed(document.getComponents().getSchemas().get(name))
                        .flatMap(item -> of(item, document))
                        .map(Examples::pageOf));
    }

    private static Map<String, Object> pageOf(Object item) {
        var page = new LinkedHashMap<String, Object>();
        page.put("items", List.of(item));
        page.put("page", 0);
        page.put("size", PageQuery.DEFAULT_SIZE);
        page.put("totalItems", 1);
        page.put("totalPages", 1);
        return page;
    }

    /** The reference of what a page lists, if that is what the schema describes. */
    private static Optional<String> listed(@Nullable Schema<?> schema) {
        if (schema == null
                || schema.getProperties() == null
                || !schema.getProperties().keySet().equals(PAGE)) {
            return Optional.empty();
        }
        Schema<?> items = Objects.requireNonNull(schema.getProperties().get("items"));
        return Optional.ofNullable(items.getItems().get$ref());
    }

    private Optional<Object> read(String name) {
        try (var file = loader.getResourceAsStream("api-examples/" + name + ".json")) {
            return file == null ? Optional.empty() : Optional.of(Json31.mapper().readValue(file, Object.class));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
