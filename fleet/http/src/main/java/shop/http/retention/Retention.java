package shop.http.retention;

import java.time.Duration;
import java.time.Instant;

/**
 * How long something is kept. A bean of this type has it deleted afterwards, a batch at a time.
 *
 * @param what for the log, in the plural
 * @param keep how long
 * @param deletion deletes it
 */
public record Retention(String what, Duration keep, Deletion deletion) {

    public Retention {
        if (!keep.isPositive()) {
            throw new IllegalArgumentException("keep: " + keep + " of " + what + " (expected: above zero)");
        }
    }

    /** Deletes one batch in a transaction of its own. Several instances may do so at once, so it passes over what another one is at. */
    @FunctionalInterface
    public interface Deletion {

        /**
         * Deletes what is not needed any more and ended before that.
         *
         * @return how many were deleted; fewer than {@code atMost} if no more are left
         */
        long deleteBefore(Instant limit, int atMost);
    }
}
