package shop.proof;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * Waiting for what the shop does by itself. What cannot be told yet, because the shop is busy (503) or a connection was cut, is asked
 * again, and only time runs out; the last of those failures is then the cause of the one that is reported.
 */
public final class Patience {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Patience() {}

    public static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(PATIENCE).ignoreExceptions();
    }
}
