package shop.user.password;

import io.github.bucket4j.Bucket;
import java.time.Duration;

/** The wrong passwords that one account may still be tried with. */
public final class Guesses {

    private final Bucket left;

    Guesses(Bucket left) {
        this.left = left;
    }

    /** @throws TooManyGuessesException if none is left */
    void require() {
        var estimate = left.estimateAbilityToConsume(1);
        if (!estimate.canBeConsumed()) {
            throw new TooManyGuessesException(Duration.ofNanos(estimate.getNanosToWaitForRefill()));
        }
    }

    void failed() {
        left.tryConsume(1);
    }
}
