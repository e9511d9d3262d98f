package shop.gateway.limit;

import java.time.Duration;

/**
 * What a bucket answered.
 *
 * @param enough whether there was a token
 * @param pause when there is one again, if there was none
 */
record BucketState(boolean enough, Duration pause) {

    static BucketState of(boolean enough, long nanosToWait) {
        return new BucketState(enough, Duration.ofNanos(nanosToWait));
    }
}
