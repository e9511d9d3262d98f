package shop.proof.prove.check;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import shop.proof.Patience;

/** Waits for what takes its time in a shop that is well. */
final class Waiting {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private Waiting() {}

    static <T> T until(Callable<T> look, Predicate<T> condition) {
        return until(PATIENCE, look, condition);
    }

    static <T> T until(Duration patience, Callable<T> look, Predicate<T> condition) {
        return Patience.await("the shop").atMost(patience).pollInterval(PAUSE).until(look, condition);
    }
}
