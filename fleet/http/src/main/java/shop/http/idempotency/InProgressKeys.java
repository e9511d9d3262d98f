package shop.http.idempotency;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys that this process is working on. A repeat that comes meanwhile is refused here: it would wait for the first one's row
 * otherwise, and hold a connection. Between instances the table decides.
 */
final class InProgressKeys {

    private final ConcurrentMap<String, String> fingerprints = new ConcurrentHashMap<>();

    /**
     * Enters the key.
     *
     * @return the fingerprint of the request that runs under it; null if none did
     */
    @Nullable String tryEnter(String id, String fingerprint) {
        return fingerprints.putIfAbsent(id, fingerprint);
    }

    void leave(String id) {
        fingerprints.remove(id);
    }
}
