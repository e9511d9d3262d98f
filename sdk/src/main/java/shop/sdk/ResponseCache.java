package shop.sdk;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Responses that are given again for as long as their service allows it with {@code CDN-Cache-Control: max-age} (RFC 9213). Only what
 * is asked for without a token is kept, and all of it is dropped when a change of the catalog or of the stock is sent through this
 * client: who has written reads what was written.
 */
final class ResponseCache {

    private static final Pattern MAX_AGE = Pattern.compile("(?:^|[\\s,])max-age=([0-9]{1,9})(?:$|[\\s,])");
    private static final int OK = 200;

    /** Paths whose changes show in responses that are kept. */
    private static final List<String> CHANGED_AT = List.of("/api/products", "/api/categories", "/api/inventory");

    private final Cache<String, Entry> entries;
    private final AtomicLong generation = new AtomicLong();
    private final boolean keepsNothing;

    /** @param maxBytes of all that is kept; 0 keeps nothing */
    ResponseCache(long maxBytes, Ticker ticker) {
        this.keepsNothing = maxBytes == 0;
        this.entries = Caffeine.newBuilder()
                .ticker(ticker)
                .expireAfter(Expiry.<String, Entry>creating((_, entry) -> entry.maxAge()))
                .maximumWeight(maxBytes)
                .weigher((String key, Entry entry) ->
                        key.length() + entry.response().body().length)
                .build();
    }

    /** What was kept, with the time for which that was allowed. */
    private record Entry(HttpResponse<byte[]> response, Duration maxAge) {}

    /**
     * A call whose response may be one that is kept, or may be kept.
     *
     * @param key null if neither is so
     */
    record Lookup(@Nullable String key, @Nullable HttpResponse<byte[]> found) {}

    Lookup find(Call call, Identity identity) {
        if (keepsNothing || !call.method().equals("GET") || identity.accessToken() != null) {
            return new Lookup(null, null);
        }
        // A response that was under way while something was changed is kept where nobody looks any more.
        var key = generation.get() + " " + call.target();
        var entry = entries.getIfPresent(key);
        return new Lookup(key, entry == null ? null : entry.response());
    }

    void keep(Lookup lookup, HttpResponse<byte[]> response) {
        var key = lookup.key();
        if (key == null
                || response.statusCode() != OK
                || response.headers().firstValue("Set-Cookie").isPresent()) {
            return;
        }
        var maxAge = MAX_AGE.matcher(
                response.headers().firstValue("CDN-Cache-Control").orElse(""));
        if (maxAge.find()) {
            entries.put(key, new Entry(response, Duration.ofSeconds(Long.parseLong(maxAge.group(1)))));
        }
    }

    /** Whether the call changes what is kept. */
    boolean isChangedBy(Call call) {
        return !call.method().equals("GET") && CHANGED_AT.stream().anyMatch(call.path()::startsWith);
    }

    void clear() {
        generation.incrementAndGet();
        entries.invalidateAll();
    }
}
