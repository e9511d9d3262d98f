package shop.http.audit;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows this service's audit entries to the one that lists those of all. */
@RestController
class AuditController {

    private final AuditEntries entries;

    AuditController(AuditEntries entries) {
        this.entries = entries;
    }

    @GetMapping("/internal/audit")
    AuditList list(
            @RequestParam(required = false) @Nullable UUID actor,
            @RequestParam(required = false) @Pattern(regexp = AuditQuery.OBJECT) @Nullable String object,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(required = false) @Nullable UUID before,
            @RequestParam(defaultValue = "20") @Min(1) @Max(AuditQuery.MOST + 1) int size) {
        return new AuditList(entries.find(new AuditQuery(actor, object, from, to, before, size)));
    }

    record AuditList(List<AuditEntry> items) {}
}
