package shop.channels.document;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import shop.channels.config.ChannelsProperties;

/**
 * Documents by their hash, as Apollo's automatic persisted queries have it: a client sends the hash, and the document with it once if it is
 * not known. Each instance knows its own, as many as fit. Where there is a list of allowed documents, it holds them and nothing else.
 */
@Component
class PersistedQueries {

    /** What an entry takes besides its text, in characters. */
    private static final int ENTRY = 100;

    private final @Nullable Map<String, String> allowed;
    private final Cache<String, String> registered;

    PersistedQueries(ChannelsProperties properties) {
        var folder = properties.allowedQueries();
        allowed = folder == null ? null : read(folder);
        registered = Caffeine.newBuilder()
                .maximumWeight(properties.persistedQueries().toBytes() / Character.BYTES)
                .weigher((String _, String document) -> document.length() + ENTRY)
                .build();
    }

    /**
     * The document of a query.
     *
     * @throws DocumentRefusedException if its hash is not known or another document's, or the document is not allowed
     */
    String document(Query query) {
        var sent = query.document();
        var hash = query.hash();
        if (sent == null) {
            return known(hash);
        }
        if (hash != null && !hash.equals(hash(sent))) {
            throw new DocumentRefusedException(
                    "persisted_query_mismatch", "The hash is not the SHA-256 of the document.");
        }
        if (allowed != null && !allowed.containsKey(hash(sent))) {
            throw new DocumentRefusedException(
                    "query_not_allowed", "Only documents that the shop has registered are carried out here.");
        }
        return sent;
    }

    /** Keeps a document that is in order under the hash that was sent with it. */
    void register(Query query, String document) {
        var hash = query.hash();
        if (allowed == null && hash != null && query.document() != null) {
            registered.put(hash, document);
        }
    }

    private String known(@Nullable String hash) {
        if (hash == null) {
            throw new DocumentRefusedException("query_invalid", "There is no document: query is missing.");
        }
        var document = allowed == null ? registered.getIfPresent(hash) : allowed.get(hash);
        if (document == null) {
            // The message and not the code is what Apollo's clients look at.
            throw new DocumentRefusedException("persisted_query_not_found", "PersistedQueryNotFound");
        }
        return document;
    }

    private static Map<String, String> read(Path folder) {
        var documents = new HashMap<String, String>();
        try (var files = Files.newDirectoryStream(folder, "*.graphql")) {
            for (var file : files) {
                var document = Files.readString(file);
                documents.put(hash(document), document);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("CHANNELS_ALLOWED_QUERIES cannot be read: " + folder, unreadable);
        }
        return Map.copyOf(documents);
    }

    static String hash(String document) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(document.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every JDK has SHA-256", missing);
        }
    }
}
