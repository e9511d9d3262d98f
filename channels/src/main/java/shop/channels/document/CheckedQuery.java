package shop.channels.document;

import graphql.language.Document;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A query that may be carried out.
 *
 * @param text what the document was read from
 * @param cost in points
 */
public record CheckedQuery(
        String text,
        Document document,
        @Nullable String operationName,
        Map<String, @Nullable Object> variables,
        long cost) {}
