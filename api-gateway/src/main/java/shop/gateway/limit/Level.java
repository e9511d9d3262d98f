package shop.gateway.limit;

import java.time.Duration;

/**
 * What a bucket answered.
 *
 * @param enough whether there was a token
 * @param pause when there is one again, if there was none
 */
record Level(boolean enough, Duration pause) {

    static Level of(boolean enough, long nanosToWait) {
        return new Level(enough, Duration.ofNanos(nanosToWait));
    }
}
