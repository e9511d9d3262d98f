package shop.notification.delivery;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.stereotype.Component;
import shop.jobs.Next;
import shop.jobs.Worker;
import shop.notification.config.NotificationProperties;

/** The threads that send what is due, apart from those that listen to Kafka: a slow mail server must not hold up the events. */
@Component
class DeliveryWorkers implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(DeliveryWorkers.class);

    /** Shorter than what the shutdown of a service may take as a whole. */
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(8);

    /** After it an idle thread looks whether it is to end. */
    private static final Duration IDLE = Duration.ofSeconds(1);

    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(200);

    private final DeliveryProcessor processor;
    private final DueQueue queue;
    private final NotificationProperties.Deliveries settings;
    private final Worker worker;

    DeliveryWorkers(DeliveryProcessor processor, DueQueue queue, NotificationProperties properties) {
        this.processor = processor;
        this.queue = queue;
        this.settings = properties.deliveries();
        this.worker = Worker.named("delivery")
                .threads(settings.workers())
                .backOff(FIRST_BACK_OFF, IDLE)
                .awaitTermination(STOP_PATIENCE)
                .task(this::sendDue);
    }

    @Override
    public void start() {
        worker.start();
    }

    /**
     * Lets each thread end the batch it is at, and gives what is still in the queue to whoever comes next. What cannot be ended in time is
     * sent again after its lease.
     */
    @Override
    public void stop() {
        worker.stop();
        try {
            processor.release(queue.clear());
        } catch (DataAccessException unreachable) {
            log.warn("Cannot release deliveries: {}", unreachable.getClass().getSimpleName());
        }
    }

    /** Ends after the Kafka listeners, which fill the queue until they end. */
    @Override
    public int getPhase() {
        return AbstractMessageListenerContainer.DEFAULT_PHASE - 1;
    }

    @Override
    public boolean isRunning() {
        return worker.isRunning();
    }

    /** With the store away nothing is lost: the deliveries are found again when it is back and the lease, if one was taken, is over. */
    private Next sendDue() throws InterruptedException {
        var tickets = queue.take(settings.batchSize(), IDLE);
        if (!tickets.isEmpty()) {
            processor.send(tickets);
        }
        return Next.NOW;
    }
}
