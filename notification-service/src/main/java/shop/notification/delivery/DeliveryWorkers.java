package shop.notification.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.stereotype.Component;
import shop.notification.config.NotificationProperties;

/** The threads that send what is due, apart from those that listen to Kafka: a slow mail server must not hold up the events. */
@Component
class DeliveryWorkers implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(DeliveryWorkers.class);

    /** Shorter than what the shutdown of a service may take as a whole. */
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(8);

    /** After it an idle thread looks whether it is to end. */
    private static final Duration IDLE = Duration.ofSeconds(1);

    private final DeliveryProcessor processor;
    private final DueQueue queue;
    private final NotificationProperties.Deliveries settings;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean running;

    DeliveryWorkers(DeliveryProcessor processor, DueQueue queue, NotificationProperties properties) {
        this.processor = processor;
        this.queue = queue;
        this.settings = properties.deliveries();
    }

    @Override
    public void start() {
        running = true;
        for (var number = 1; number <= settings.workers(); number++) {
            threads.add(Thread.ofVirtual().name("delivery-" + number).start(this::work));
        }
    }

    /**
     * Lets each thread end the batch it is at, and gives what is still in the queue to whoever comes next. What cannot be ended in time is
     * sent again after its lease.
     */
    @Override
    public void stop() {
        running = false;
        try {
            for (var thread : threads) {
                thread.join(STOP_PATIENCE);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        threads.clear();
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
        return running;
    }

    private void work() {
        try {
            while (running) {
                var tickets = queue.take(settings.batchSize(), IDLE);
                if (!tickets.isEmpty()) {
                    send(tickets);
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(List<DueQueue.Ticket> tickets) {
        try {
            processor.send(tickets);
        } catch (RuntimeException | Error failed) {
            // The store is away; the deliveries are found again when it is back and the lease, if one was taken, is
            // over.
            log.warn(
                    "Cannot bring on {} deliveries: {}",
                    tickets.size(),
                    failed.getClass().getSimpleName());
            log.debug("Cannot bring on deliveries", failed);
        }
    }
}
