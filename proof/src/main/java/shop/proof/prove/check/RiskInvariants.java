package shop.proof.prove.check;

import java.util.Set;
import shop.proof.prove.check.Stores.Store;
import shop.proof.prove.history.Call;
import shop.proof.prove.history.Intent;

/** What was found risky is put on hold, and nobody but staff lets it go on. */
final class RiskInvariants {

    private static final Set<String> GOES_ON = Set.of("PENDING", "CONFIRMED");
    private static final String CANCELLED = "CANCELLED";

    private RiskInvariants() {}

    /**
     * Each assessment that is too high has put its order on hold, and nothing else has; an order on hold goes on by a decision of staff alone, or
     * is cancelled; what staff were answered is a step of the order, noted in the audit log.
     */
    static void riskyOrdersWaitForStaff(Evidence evidence, Findings findings) throws Exception {
        var held = evidence.rows(Store.ORDERS, """
                SELECT a.order_id, a.moment, count(s.version) AS holds
                  FROM risk_assessment a
                  LEFT JOIN order_step s ON s.order_id = a.order_id AND s.status = 'ON_HOLD' AND s.actor = 'RISK'
                        AND s.previous_status = CASE a.moment WHEN 'PLACED' THEN 'PENDING' ELSE 'CONFIRMED' END
                 WHERE a.held GROUP BY a.order_id, a.moment""");
        for (var assessment : held) {
            findings.require(
                    assessment.number("holds") == 1,
                    "order %s was found risky when it was %s and put on hold %d times (expected: once)"
                            .formatted(
                                    assessment.text("order_id"),
                                    assessment.text("moment"),
                                    assessment.number("holds")));
        }
        for (var step : evidence.rows(Store.ORDERS, """
                SELECT s.order_id, s.version FROM order_step s
                 WHERE s.status = 'ON_HOLD' AND s.previous_status <> 'ON_HOLD'
                   AND NOT EXISTS (SELECT FROM risk_assessment a WHERE a.order_id = s.order_id AND a.held)""")) {
            findings.violated("order %s was put on hold by step %d and nothing was found risky"
                    .formatted(step.text("order_id"), step.number("version")));
        }
        for (var step : evidence.rows(Store.ORDERS, """
                SELECT order_id, version, status, actor FROM order_step
                 WHERE previous_status = 'ON_HOLD' AND status <> 'ON_HOLD'""")) {
            var status = step.text("status");
            findings.require(
                    GOES_ON.contains(status) ? step.text("actor").equals("ADMIN") : status.equals(CANCELLED),
                    "order %s on hold became %s by %s in step %d"
                            .formatted(step.text("order_id"), status, step.text("actor"), step.number("version")));
        }
        var decided = decisionsAreKept(evidence, findings);
        findings.note("%d orders were put on hold, %d decisions answered, %d still wait"
                .formatted(
                        held.size(),
                        decided,
                        evidence.count(Store.ORDERS, "SELECT count(*) FROM orders WHERE status = 'ON_HOLD'")));
    }

    private static int decisionsAreKept(Evidence evidence, Findings findings) throws Exception {
        var decisions = evidence.log()
                .of(Intent.REVIEW)
                .filter(Call::isAcknowledged)
                .map(call -> call.facts().order())
                .distinct()
                .toList();
        for (var order : decisions) {
            findings.require(
                    evidence.count(Store.ORDERS, """
                            SELECT count(*) FROM order_step
                             WHERE order_id = ?::uuid AND previous_status = 'ON_HOLD' AND actor = 'ADMIN'""", order) > 0 && evidence.count(Store.ORDERS, """
                            SELECT count(*) FROM audit_entry
                             WHERE object_id = ? AND action IN ('order.approved', 'order.rejected')""", order) > 0,
                    "the decision about order " + order
                            + " was answered, and its timeline or the audit log does not have it");
        }
        return decisions.size();
    }
}
