package shop.operations;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import shop.http.audit.AuditQuery;
import shop.http.problem.InvalidRequestException;

/** What administrators did, in all services. */
@RestController
class AuditSearchController {

    private final AuditSearch audit;

    AuditSearchController(AuditSearch audit) {
        this.audit = audit;
    }

    @GetMapping("/api/admin/audit")
    @Operation(
            summary =
                    "What administrators did, newest first, and whose entries are missing because a service does not answer")
    AuditSearch.AuditPage list(
            @Parameter(description = "Id of the administrator's account") @RequestParam(required = false) @Nullable UUID actor,
            @Parameter(description = "Id of what it was done to, or its type and id: order:0199…")
                    @RequestParam(required = false)
                    @Pattern(regexp = AuditQuery.OBJECT, message = "must be an id, or a type, a colon and an id") @Nullable String object,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @Parameter(description = "Id of an entry; those that are older") @RequestParam(required = false) @Nullable UUID before,
            @RequestParam(defaultValue = "20") @Min(1) @Max(AuditQuery.MOST) int size) {
        if (from != null && to != null && to.isBefore(from)) {
            throw new InvalidRequestException(
                    "to", "out_of_range", "to: " + to + " (expected: not before " + from + ")");
        }
        return audit.find(new AuditQuery(actor, object, from, to, before, size));
    }
}
