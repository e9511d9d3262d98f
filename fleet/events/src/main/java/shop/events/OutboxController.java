package shop.events;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import shop.events.OutboxBacklog.Backlog;
import shop.events.ParkedEvents.ParkedEvent;

/** Shows administrators, by way of the service that asks all others, what waits in this instance's outbox, and acts for them. */
@RestController
@RequestMapping("/internal/outbox")
class OutboxController {

    private static final int MOST_PARKED = 100;

    private final String service;
    private final String instance;
    private final ObjectProvider<OutboxBacklog> outboxes;
    private final List<ParkedEvents> parked;

    OutboxController(Environment environment, ObjectProvider<OutboxBacklog> outboxes, List<ParkedEvents> parked) {
        this.service = environment.getRequiredProperty("spring.application.name");
        this.instance = environment.getProperty("eureka.instance.instance-id", service);
        this.outboxes = outboxes;
        this.parked = parked;
    }

    @GetMapping
    OutboxState outbox() {
        var now = outboxes.stream().map(OutboxBacklog::now).reduce(Backlog.NONE, Backlog::plus);
        return new OutboxState(service, instance, now.pending(), now.oldest(), now.parked());
    }

    /** The oldest ones; there are few, or something is very wrong. */
    @GetMapping("/parked")
    ParkedList parked() {
        return new ParkedList(parked.stream()
                .flatMap(events -> events.oldest(MOST_PARKED).stream())
                .limit(MOST_PARKED)
                .toList());
    }

    @PostMapping("/parked/{id}/release")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void release(@PathVariable UUID id) throws TimeoutException {
        for (var events : parked) {
            if (events.release(id)) {
                return;
            }
        }
        throw new ResponseStatusException(HttpStatus.NOT_FOUND);
    }

    @DeleteMapping("/parked/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void discard(@PathVariable UUID id) {
        if (parked.stream().noneMatch(events -> events.discard(id))) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
    }

    record ParkedList(List<ParkedEvent> items) {}

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
