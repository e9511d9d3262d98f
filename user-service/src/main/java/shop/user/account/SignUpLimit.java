package shop.user.account;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import shop.user.config.UserProperties;

/**
 * Limits how many sign-ups of one address run at a time, before they wait for a turn to hash: one client that sends many at once must not
 * fill the queue for all others. Each instance counts by itself.
 */
@Component
public class SignUpLimit {

    private final int atOnce;

    /** Only addresses with a sign-up under way, so never more than requests. */
    private final ConcurrentMap<String, Integer> running = new ConcurrentHashMap<>();

    @Autowired
    SignUpLimit(UserProperties properties) {
        this(properties.signUpsAtOncePerAddress());
    }

    SignUpLimit(int atOnce) {
        this.atOnce = atOnce;
    }

    /**
     * Signs up as one of the few of this address.
     *
     * @throws AccountException.TooManySignUps if as many of this address are under way as there may be
     */
    public <T> T take(String address, Supplier<T> signUp) {
        running.merge(address, 1, (known, _) -> {
            if (known >= atOnce) {
                throw new AccountException.TooManySignUps();
            }
            return known + 1;
        });
        try {
            return signUp.get();
        } finally {
            running.computeIfPresent(address, (_, known) -> known == 1 ? null : known - 1);
        }
    }
}
