package shop.events;

import java.time.Duration;
import shop.jobs.Worker;

/** What the threads that carry events away have in common. */
final class RelayWorkers {

    /** Starts before and stops after whatever writes events: web server and Kafka listeners have phases close to the maximum. */
    private static final int PHASE = Integer.MAX_VALUE - 8192;

    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(200);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);
    private static final Duration SEND_PATIENCE_AT_STOP = Duration.ofSeconds(5);

    private RelayWorkers() {}

    /** A worker that sends on a stop what the last requests committed; what it cannot send stays stored. */
    static Worker.Builder relay(String name, Duration pollInterval, OutboxProperties properties) {
        return named(name, pollInterval, properties).drainOnStop(SEND_PATIENCE_AT_STOP);
    }

    static Worker.Builder named(String name, Duration pollInterval, OutboxProperties properties) {
        return Worker.named(name)
                .interval(pollInterval)
                .platformThreads()
                .phase(PHASE)
                .backOff(FIRST_BACK_OFF, properties.maxBackOff())
                .awaitTermination(STOP_PATIENCE);
    }
}
