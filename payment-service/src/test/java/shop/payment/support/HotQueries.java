package shop.payment.support;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import shop.payment.application.Disputes;
import shop.payment.application.Drifts;
import shop.payment.application.DueWork;
import shop.payment.application.LedgerBalances;
import shop.payment.application.PayableOrders;
import shop.payment.application.Payments;
import shop.payment.application.ReconciliationRecords;
import shop.payment.application.Reconciliations;
import shop.payment.application.Refunds;
import shop.payment.application.WebhookEvents;
import shop.payment.domain.DriftKind;
import shop.payment.domain.OrderId;
import shop.payment.domain.PaymentId;
import shop.payment.domain.UserId;
import shop.platform.paging.PageQuery;
import shop.test.PlanLog;

/** What the service asks often, or of large tables, with the repositories' own statements on the rows of {@link PaymentVolume}. */
public final class HotQueries {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final PageQuery LATEST = new PageQuery(0, 20, List.of(new PageQuery.Order("createdAt", true)));

    /** For the context of a test that asks them; each is rolled back. */
    @TestConfiguration(proxyBeanMethods = false)
    public static class Plans {

        @Bean
        static PlanLog planLog() {
            return PlanLog.ofWritesToo();
        }
    }

    private final ApplicationContext beans;
    private final PlanLog plans;
    private final TransactionOperations transactions;

    public HotQueries(ApplicationContext beans) {
        this.beans = beans;
        this.plans = beans.getBean(PlanLog.class);
        this.transactions = beans.getBean(TransactionOperations.class);
    }

    /** Each by its name, with the plans of the statements that it makes; nothing that is written stays. */
    public Map<String, List<PlanLog.Plan>> explain() {
        var explained = new LinkedHashMap<String, List<PlanLog.Plan>>();
        asked().forEach((name, work) -> transactions.executeWithoutResult(status -> {
            status.setRollbackOnly();
            explained.put(name, plans.of(work));
        }));
        return explained;
    }

    private Map<String, Runnable> asked() {
        var payments = beans.getBean(Payments.class);
        var orders = beans.getBean(PayableOrders.class);
        var refunds = beans.getBean(Refunds.class);
        var disputes = beans.getBean(Disputes.class);
        var webhooks = beans.getBean(WebhookEvents.class);
        var records = beans.getBean(ReconciliationRecords.class);
        var drifts = beans.getBean(Drifts.class);
        var reconciliations = beans.getBean(Reconciliations.class);
        var balances = beans.getBean(LedgerBalances.class);
        var now = beans.getBean(Clock.class).instant();
        var sql = beans.getBean(JdbcClient.class);
        var sample = sql.sql("""
                        SELECT id, order_id, user_id, intent_ref FROM payment WHERE state = 'REFUNDED'
                         ORDER BY created_at DESC OFFSET 50 LIMIT 1
                        """)
                .query((row, _) -> new Sample(
                        new PaymentId(row.getObject("id", UUID.class)),
                        new OrderId(row.getObject("order_id", UUID.class)),
                        new UserId(row.getObject("user_id", UUID.class)),
                        row.getString("intent_ref")))
                .single();
        var newest =
                sql.sql("SELECT max(id) FROM ledger_posting").query(Long.class).single();
        var heavy = new UserId(UUID.fromString(PaymentVolume.HEAVY_CUSTOMER));
        var quarter = now.minus(Duration.ofMinutes(15));
        var days = now.minus(Duration.ofDays(3));

        var asked = new LinkedHashMap<String, Runnable>();
        asked.put("one payment", () -> payments.find(sample.payment()));
        asked.put("the payments of an order", () -> payments.page(null, sample.order(), LATEST));
        asked.put("a customer's payments", () -> payments.page(sample.user(), null, LATEST));
        asked.put("the payments of the customer with most", () -> payments.page(heavy, null, LATEST));
        asked.put("an administrator's list of payments", () -> payments.page(null, null, LATEST));
        asked.put("the refunds of a payment", () -> refunds.page(sample.payment(), LATEST));
        asked.put("the disputes of a payment", () -> disputes.findAll(sample.payment()));
        asked.put(
                "declines before a payment",
                () -> payments.declines(heavy, sample.order(), now.minus(Duration.ofHours(1))));
        asked.put("a webhook's payment", () -> payments.findFor(sample.payment(), sample.intent(), null));
        asked.put("an order that is known", () -> orders.find(sample.order()));
        asked.put("what is due", () -> beans.getBean(DueWork.class).next());
        asked.put("claim a payment", () -> payments.claimDue(now, MINUTE, MINUTE));
        asked.put("claim a refund", () -> refunds.claimDue(now, MINUTE, MINUTE));
        asked.put("claim a webhook", () -> webhooks.claimDue(now, MINUTE, MINUTE));
        asked.put("forget webhooks", () -> webhooks.purge(now.minus(Duration.ofDays(364)), 500));
        asked.put("payments not seen at the provider", () -> records.unseenCaptures(quarter, now, 200));
        asked.put("refunds not seen at the provider", () -> records.unseenRefunds(quarter, now, 200));
        asked.put("the ledger of what changed lately", () -> records.ledgerDrifts(quarter, now, 200));
        asked.put("the ledger of what changed in three days", () -> records.ledgerDrifts(days, now, 200));
        asked.put("money of ended orders", () -> records.capturedForDead(quarter, now, 200));
        asked.put("the orders of a page", () -> records.orders(List.of(sample.order())));
        asked.put("the oldest open drift", drifts::oldestOpen);
        asked.put("the list of drifts", () -> drifts.page(now.minus(Duration.ofMinutes(1)), LATEST));
        asked.put("the last comparison", reconciliations::last);
        asked.put("up to when the records were compared", reconciliations::comparedTo);
        asked.put("drifts to be looked at again", () -> drifts.oldestPending(List.of(DriftKind.values()), 3, quarter));
        asked.put("open drifts of the ledger", () -> drifts.openInLedger(200));
        asked.put("end what a full comparison did not find", () -> drifts.endUnseen(1, true));
        asked.put("forget drifts", () -> drifts.purge(now.minus(Duration.ofDays(90)), 500));
        asked.put(
                "forget webhooks that were given up",
                () -> webhooks.purgeGivenUp(now.minus(Duration.ofDays(180)), 500));
        asked.put("the ledger's checkpoint", balances::stable);
        asked.put(
                "the ledger of a quarter of an hour", () -> records.ledgerDriftsOfPostings(newest - 100, newest, 200));
        asked.put("the balances of a quarter of an hour", () -> balances.counted(newest - 100, newest));
        asked.put("a page of all payments against the ledger", () -> {
            var last = records.lastOfPage(null, 100);
            records.ledgerDriftsOfPage(null, last.orElseThrow(), 200);
        });
        return asked;
    }

    private record Sample(PaymentId payment, OrderId order, UserId user, String intent) {}
}
