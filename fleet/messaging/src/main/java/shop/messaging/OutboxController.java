package shop.messaging;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import shop.messaging.OutboxBacklog.Backlog;

/** Tells administrators, by way of the service that asks all others, what waits in this instance's outbox. */
@RestController
@RequestMapping("/internal/outbox")
class OutboxController {

    private final String service;
    private final String instance;
    private final ObjectProvider<OutboxBacklog> outboxes;

    OutboxController(Environment environment, ObjectProvider<OutboxBacklog> outboxes) {
        this.service = environment.getRequiredProperty("spring.application.name");
        this.instance = environment.getProperty("eureka.instance.instance-id", service);
        this.outboxes = outboxes;
    }

    @GetMapping
    OutboxState outbox() {
        var now = outboxes.stream().map(OutboxBacklog::now).reduce(Backlog.NONE, Backlog::plus);
        return new OutboxState(service, instance, now.pending(), now.oldest(), now.parked());
    }

    /**
     * @param oldestAt when the oldest pending event was written
     * @param parked events that Kafka can never take; each wants a human
     */
    record OutboxState(
            String service,
            String instance,
            long pending,
            @Nullable Instant oldestAt,
            long parked) {}
}
