package shop.operations;

import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import shop.http.docs.Refuses;
import shop.platform.audit.DocumentAuditLog;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;
import shop.security.Caller;

/** What administrators see and decide between the services. */
@RestController
@RequestMapping("/api/admin")
class OperationsController {

    private static final String LETTER = "dead_letter";

    private final DeadLetterAdmin deadLetters;
    private final OutboxAdmin outboxes;
    private final ConsumerLag consumers;
    private final DocumentAuditLog audit;

    OperationsController(
            DeadLetterAdmin deadLetters, OutboxAdmin outboxes, ConsumerLag consumers, DocumentAuditLog audit) {
        this.deadLetters = deadLetters;
        this.outboxes = outboxes;
        this.consumers = consumers;
        this.audit = audit;
    }

    /** @param topic where they came from */
    @GetMapping("/dead-letters")
    @Operation(summary = "Records that a consumer could not handle, newest first")
    PageBody<DeadLetter> deadLetters(
            @RequestParam @Nullable DeadLetterState state, @RequestParam @Nullable String topic, PageQuery page) {
        return deadLetters.list(state, topic, page);
    }

    @GetMapping("/dead-letters/{id}")
    @Refuses("404 dead_letter_not_found")
    @Operation(summary = "One of them with its headers and the beginning of its content, which may be personal")
    DeadLetterContent deadLetter(@PathVariable UUID id) {
        return deadLetters.inspect(id);
    }

    @PostMapping("/dead-letters/{id}/replay")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Refuses({
        "404 dead_letter_not_found",
        "409 dead_letter_closed",
        "409 dead_letter_busy",
        "409 not_replayable",
        "503 dependency_unavailable"
    })
    @Operation(summary = "Send it back to its topic, for the consumer that failed; a repeat sends nothing")
    DeadLetter replay(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        return audit.record(
                "dead_letter.replayed", LETTER, id.toString(), Map.of(), () -> deadLetters.replay(id, caller.id()));
    }

    @DeleteMapping("/dead-letters/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Refuses({"404 dead_letter_not_found", "409 dead_letter_closed", "409 dead_letter_busy"})
    @Operation(summary = "Let it go, and delete its content")
    void discard(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        audit.record(
                "dead_letter.discarded", LETTER, id.toString(), Map.of(), () -> deadLetters.discard(id, caller.id()));
    }

    @GetMapping("/outbox")
    @Operation(summary = "What waits in the outboxes of the services, and who does not answer")
    OutboxAdmin.Outboxes outboxes() {
        return outboxes.backlogs();
    }

    @GetMapping("/outbox/parked")
    @Operation(summary = "Events that Kafka refused for good, the oldest first, and who does not answer")
    OutboxAdmin.ParkedEvents parked() {
        return outboxes.parked();
    }

    /** @param service whose event it is, as the list says */
    @PostMapping("/outbox/parked/{service}/{id}/release")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Refuses({"404 parked_event_not_found", "503 dependency_unavailable"})
    @Operation(summary = "Send it once more; if Kafka refuses it again, it is parked again")
    void release(@PathVariable String service, @PathVariable UUID id) {
        audit.record(
                "parked_event.released",
                "parked_event",
                id.toString(),
                Map.of("service", service),
                () -> outboxes.release(service, id));
    }

    /** @param service whose event it is, as the list says */
    @DeleteMapping("/outbox/parked/{service}/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Refuses({"404 parked_event_not_found", "503 dependency_unavailable"})
    @Operation(summary = "Let it go: its consumers never get it")
    void discardParked(@PathVariable String service, @PathVariable UUID id) {
        audit.record(
                "parked_event.discarded",
                "parked_event",
                id.toString(),
                Map.of("service", service),
                () -> outboxes.discard(service, id));
    }

    @GetMapping("/consumers")
    @Refuses("503 dependency_unavailable")
    @Operation(summary = "How far the consumers are behind")
    ConsumerGroups consumers() {
        return new ConsumerGroups(consumers.groups());
    }

    record ConsumerGroups(List<ConsumerLag.ConsumerGroup> items) {}
}
