package shop.cart.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import shop.cart.cart.CartException;
import shop.cart.config.CartProperties;

/**
 * Limits how many guest carts one address begins in an hour: each is stored for weeks, and nobody has to say who they are to begin one.
 * Each instance counts by itself.
 */
@Component
class GuestCartLimit {

    private static final Duration WINDOW = Duration.ofHours(1);

    /** Further addresses of an hour are counted together, so that memory stays bounded too. */
    private static final int MOST_ADDRESSES = 100_000;

    private static final String ALL_FURTHER = "further";

    private final int perHour;
    private final Clock clock;
    private final Map<String, Integer> begun = new HashMap<>();
    private Instant windowEnd = Instant.MIN;

    @Autowired
    GuestCartLimit(CartProperties properties, Clock clock) {
        this(properties.guestCartsPerHour(), clock);
    }

    GuestCartLimit(int perHour, Clock clock) {
        this.perHour = perHour;
        this.clock = clock;
    }

    /** @throws CartException.TooManyGuestCarts if the address has begun as many as it may */
    synchronized void count(String address) {
        var now = clock.instant();
        if (!now.isBefore(windowEnd)) {
            begun.clear();
            windowEnd = now.plus(WINDOW);
        }
        var key = begun.size() < MOST_ADDRESSES || begun.containsKey(address) ? address : ALL_FURTHER;
        var count = begun.getOrDefault(key, 0);
        if (count >= perHour) {
            throw new CartException.TooManyGuestCarts(Duration.between(now, windowEnd));
        }
        begun.put(key, count + 1);
    }
}
