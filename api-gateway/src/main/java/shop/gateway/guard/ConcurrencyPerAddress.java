package shop.gateway.guard;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** How many permits of a bulkhead each address holds. */
final class ConcurrencyPerAddress {

    private final ConcurrentMap<String, Integer> held = new ConcurrentHashMap<>();
    private final int most;

    ConcurrencyPerAddress(int most) {
        this.most = most;
    }

    boolean take(String address) {
        if (held.merge(address, 1, Integer::sum) <= most) {
            return true;
        }
        release(address);
        return false;
    }

    void release(String address) {
        held.computeIfPresent(address, (_, count) -> count > 1 ? count - 1 : null);
    }
}
