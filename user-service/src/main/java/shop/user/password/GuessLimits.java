package shop.user.password;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.util.Locale;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import shop.user.config.UserProperties;
import shop.user.device.Requester;

/**
 * Limits how many wrong passwords an account may be tried with: some at once, then one from time to time. An address that nobody has is
 * counted like any other, so the limit reveals nothing. Right passwords cost nothing. Each instance counts by itself.
 */
@Component
public class GuessLimits {

    /** Whoever guesses at more addresses than these meets the gateway's limit per client first. */
    private static final int REMEMBERED = 100_000;

    /** Is in no address that can be somebody's. */
    private static final String SEPARATOR = "\n";

    private final Bandwidth limit;
    private final TimeMeter time;
    private final Cache<String, Bucket> buckets;

    @Autowired
    GuessLimits(UserProperties properties) {
        this(properties.guesses(), TimeMeter.SYSTEM_MILLISECONDS);
    }

    GuessLimits(UserProperties.Guesses settings, TimeMeter time) {
        this.limit = Bandwidth.builder()
                .capacity(settings.atOnce())
                .refillIntervally(1, settings.oneMoreAfter())
                .build();
        this.time = time;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                // A bucket that nobody touched for so long is full again, and a new one is full too.
                .expireAfterAccess(settings.oneMoreAfter().multipliedBy(settings.atOnce()))
                .build();
    }

    /**
     * The guesses at a login with this address: all strangers have the same ones, each device and address that the account knows has its
     * own. Otherwise a stranger who guesses wrong once a minute would keep the owner out for ever.
     */
    public Guesses ofAddress(String email, Requester requester) {
        return guesses(requester.known() ? key(email) + SEPARATOR + requester.key() : key(email));
    }

    /** The guesses of somebody who is logged in already; a flood of wrong logins must not keep the owner from a new password. */
    public Guesses ofAccount(UUID account) {
        return guesses(account.toString());
    }

    /** Whoever has shown to own the address starts anew. */
    public void forget(String email) {
        var strangers = key(email);
        var known = strangers + SEPARATOR;
        buckets.asMap().keySet().removeIf(key -> key.equals(strangers) || key.startsWith(known));
    }

    private Guesses guesses(String key) {
        return new Guesses(buckets.get(
                key,
                _ -> Bucket.builder()
                        .addLimit(limit)
                        .withCustomTimePrecision(time)
                        .build()));
    }

    private static String key(String email) {
        return email.toLowerCase(Locale.ROOT);
    }
}
