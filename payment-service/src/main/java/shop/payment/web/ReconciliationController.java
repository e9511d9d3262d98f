package shop.payment.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import shop.http.docs.Refuses;
import shop.kernel.Money;
import shop.payment.application.Drifts;
import shop.payment.application.FindReconciliation;
import shop.payment.application.Reconciliations;
import shop.payment.application.RepairDrift;
import shop.payment.domain.DriftId;
import shop.payment.domain.UserId;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;
import shop.security.Caller;

@RestController
@RequestMapping("/api/admin/reconciliation")
class ReconciliationController {

    private final FindReconciliation findReconciliation;
    private final RepairDrift repairDrift;

    ReconciliationController(FindReconciliation findReconciliation, RepairDrift repairDrift) {
        this.findReconciliation = findReconciliation;
        this.repairDrift = repairDrift;
    }

    @GetMapping
    @Operation(
            summary =
                    "Where the books of orders, payments, ledger, stock and provider disagree, as the last comparison found")
    ReportBody report(PageQuery query) {
        return ReportBody.of(findReconciliation.report(query));
    }

    @PostMapping("/runs")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Have the books compared now")
    ResponseEntity<Void> run() {
        findReconciliation.request();
        return ResponseEntity.accepted()
                .location(URI.create("/api/admin/reconciliation"))
                .build();
    }

    @PostMapping("/drifts/{id}/repair")
    @Refuses({
        "404 drift_not_found",
        "409 not_repairable",
        "409 over_refund",
        "503 provider_unavailable",
        "503 order_service_unavailable",
        "503 dependency_unavailable"
    })
    @Operation(summary = "Repair a drift; a repeat changes nothing")
    DriftBody repair(@PathVariable UUID id, @AuthenticationPrincipal Caller caller) {
        return DriftBody.of(repairDrift.repair(new DriftId(id), new UserId(caller.id())));
    }

    @PostMapping("/drifts/{id}/acknowledge")
    @Refuses({"404 drift_not_found", "409 not_repairable"})
    @Operation(summary = "Take note of a drift: it stays so until its sums change; a repeat changes nothing")
    DriftBody acknowledge(@PathVariable UUID id, @Valid @RequestBody Acknowledgement body) {
        return DriftBody.of(repairDrift.acknowledge(new DriftId(id), body.reason()));
    }

    /** Why nothing has to be repaired. */
    record Acknowledgement(@NotBlank @Size(max = 500) String reason) {}

    /**
     * The report.
     *
     * @param run the last one that came to its end; missing before the first
     * @param drifts those that are open, and those that were repaired since the run began
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ReportBody(@Nullable RunBody run, Instant nextAt, PageBody<DriftBody> drifts) {

        static ReportBody of(FindReconciliation.Report report) {
            return new ReportBody(
                    report.last().map(RunBody::of).orElse(null),
                    report.nextAt(),
                    report.drifts().map(DriftBody::of));
        }
    }

    /**
     * A comparison of the records.
     *
     * @param from how far it looked back
     * @param partial whether a book could not be read, so that nothing is known of it
     * @param unavailable which ones
     */
    record RunBody(
            long number,
            Instant startedAt,
            Instant endedAt,
            Instant from,
            Reconciliations.Counts compared,
            boolean partial,
            List<String> unavailable) {

        static RunBody of(Reconciliations.Run run) {
            var result = run.result();
            return new RunBody(
                    run.number(),
                    run.startedAt(),
                    run.endedAt(),
                    result.from(),
                    result.compared(),
                    !result.unavailable().isEmpty(),
                    result.unavailable());
        }
    }

    /**
     * A drift.
     *
     * @param expected what the payment's own book says
     * @param found what the other book says
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DriftBody(
            UUID id,
            String kind,
            Drifts.State state,
            @Nullable UUID orderId,
            @Nullable UUID paymentId,
            @Nullable UUID refundId,
            @Nullable String providerRef,
            @Nullable Money expected,
            @Nullable Money found,
            String detail,
            Instant since,
            Instant firstSeen,
            Instant lastSeen,
            RepairBody repair) {

        static DriftBody of(Drifts.Recorded recorded) {
            var drift = recorded.drift();
            var order = drift.order();
            var payment = drift.payment();
            var refund = drift.refund();
            return new DriftBody(
                    recorded.id().value(),
                    drift.kind().label(),
                    recorded.state(),
                    order == null ? null : order.value(),
                    payment == null ? null : payment.value(),
                    refund == null ? null : refund.value(),
                    drift.providerRef(),
                    drift.expected(),
                    drift.found(),
                    drift.detail(),
                    drift.since(),
                    recorded.firstSeen(),
                    recorded.lastSeen(),
                    RepairBody.of(recorded));
        }
    }

    /**
     * What repairs it.
     *
     * @param kind how it is repaired, or that only a person can
     * @param automatic whether the job does it by itself
     * @param by the admin who asked for it; missing where the job did it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RepairBody(
            String kind,
            boolean automatic,
            int tries,
            boolean done,
            @Nullable Instant doneAt,
            @Nullable UUID by) {

        static RepairBody of(Drifts.Recorded recorded) {
            var repair = recorded.drift().kind().repair();
            var by = recorded.repairedBy();
            return new RepairBody(
                    repair.label(),
                    repair.automatic(),
                    recorded.tries(),
                    recorded.state() == Drifts.State.REPAIRED,
                    recorded.repairedAt(),
                    by == null ? null : by.value());
        }
    }
}
