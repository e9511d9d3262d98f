package shop.notification.delivery;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import shop.notification.config.NotificationProperties;

/** The threads that send what is due, apart from those that listen to Kafka: a slow mail server must not hold up the events. */
@Component
class DeliveryWorkers implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(DeliveryWorkers.class);

    private final DeliveryRound round;
    private final Bell bell;
    private final NotificationProperties.Deliveries settings;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean running;

    DeliveryWorkers(DeliveryRound round, Bell bell, NotificationProperties properties) {
        this.round = round;
        this.bell = bell;
        this.settings = properties.deliveries();
    }

    @Override
    public void start() {
        running = true;
        for (var number = 1; number <= settings.workers(); number++) {
            threads.add(Thread.ofVirtual().name("delivery-" + number).start(this::work));
        }
    }

    /** Lets each thread end the mail it is at; what it cannot end in time is sent again after its lease. */
    @Override
    public void stop() {
        running = false;
        threads.forEach(_ -> bell.ring());
        try {
            for (var thread : threads) {
                thread.join(settings.lease());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        threads.clear();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void work() {
        try {
            while (running) {
                if (!sendsOne()) {
                    bell.await(settings.pollInterval());
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether there was something to send; also false when the store cannot be read, so that the next look comes after a wait. */
    private boolean sendsOne() {
        try {
            return round.sendOne();
        } catch (RuntimeException failed) {
            log.warn("Cannot look for deliveries: {}", failed.getClass().getSimpleName());
            log.debug("Cannot look for deliveries", failed);
            return false;
        }
    }
}
