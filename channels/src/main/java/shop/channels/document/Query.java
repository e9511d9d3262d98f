package shop.channels.document;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A query as a client sends it.
 *
 * @param document null if it is named by its hash alone
 * @param hash SHA-256 of the document in hexadecimal, null if it is not named
 */
public record Query(
        @Nullable String document,
        @Nullable String hash,
        @Nullable String operationName,
        Map<String, @Nullable Object> variables) {}
