package shop.payment.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import shop.jdbc.Sql;
import shop.payment.application.WebhookEvent;
import shop.payment.application.WebhookEvents;
import shop.payment.domain.PaymentId;
import shop.payment.domain.Provider;

@Repository
class JdbcWebhookEvents implements WebhookEvents {

    private final JdbcClient sql;

    JdbcWebhookEvents(JdbcClient sql) {
        this.sql = sql;
    }

    @Override
    public boolean add(WebhookEvent event, Instant now, Instant tryAt) {
        return add(event, "PENDING", now, tryAt);
    }

    @Override
    public boolean addDone(WebhookEvent event, Instant now) {
        return add(event, "DONE", now, now);
    }

    @Override
    public void addIgnored(Provider provider, String id, String type, boolean livemode, String detail, Instant now) {
        sql.sql("""
                INSERT INTO webhook_event (id, provider, type, livemode, detail, state, received_at, try_at)
                VALUES (:id, :provider, :type, :livemode, :detail, 'IGNORED', :now, :now)
                ON CONFLICT (id) DO NOTHING
                """)
                .param("id", id)
                .param("provider", provider.name())
                .param("type", type)
                .param("livemode", livemode)
                .param("detail", detail)
                .param("now", Sql.time(now))
                .update();
    }

    private boolean add(WebhookEvent event, String state, Instant now, Instant tryAt) {
        var payment = event.payment();
        var amount = event.amount();
        return sql.sql("""
                        INSERT INTO webhook_event (id, provider, type, kind, livemode, intent_ref, session_ref, refund_ref, dispute_ref, payment_id,
                                                   amount_minor, currency, state, received_at, try_at)
                        VALUES (:id, :provider, :type, :kind, :livemode, :intent, :session, :refund, :dispute, :payment, :amount, :currency,
                                :state, :now, :tryAt)
                        ON CONFLICT (id) DO NOTHING
                        """)
                        .param("id", event.id())
                        .param("provider", event.provider().name())
                        .param("type", event.type())
                        .param("kind", event.kind().name())
                        .param("livemode", event.livemode())
                        .param("intent", event.intent())
                        .param("session", event.session())
                        .param("refund", event.refund())
                        .param("dispute", event.dispute())
                        .param("payment", payment == null ? null : payment.value())
                        .param(
                                "amount",
                                amount.map(money -> money.amountMinor()).orElse(null))
                        .param(
                                "currency",
                                amount.map(money -> money.currency().getCurrencyCode())
                                        .orElse(null))
                        .param("state", state)
                        .param("now", Sql.time(now))
                        .param("tryAt", Sql.time(tryAt))
                        .update()
                == 1;
    }

    @Override
    public Optional<Claimed> claimDue(Instant now, Duration first, Duration longest) {
        return sql.sql("""
                        UPDATE webhook_event
                           SET tries = tries + 1,
                               try_at = CAST(:now AS timestamptz)
                                        + least(:first * power(2, least(tries, 20)), :longest) * interval '1 second'
                         WHERE id = (SELECT id FROM webhook_event
                                      WHERE try_at <= :now AND state = 'PENDING'
                                      ORDER BY try_at
                                      LIMIT 1
                                        FOR UPDATE SKIP LOCKED)
                        RETURNING id, provider, type, kind, livemode, intent_ref, session_ref, refund_ref, dispute_ref, payment_id,
                                  amount_minor, currency, tries
                        """)
                .param("now", Sql.time(now))
                .param("first", Sql.seconds(first))
                .param("longest", Sql.seconds(longest))
                .query(JdbcWebhookEvents::claimed)
                .optional();
    }

    @Override
    public void done(String id) {
        end(id, "DONE");
    }

    @Override
    public void giveUp(String id) {
        end(id, "GIVEN_UP");
    }

    @Override
    public int purge(Instant before, int limit) {
        return purge("state IN ('DONE', 'IGNORED')", before, limit);
    }

    @Override
    public int purgeGivenUp(Instant before, int limit) {
        return purge("state = 'GIVEN_UP'", before, limit);
    }

    /** Two instances that are at it together pass over each other's rows. */
    private int purge(String which, Instant before, int limit) {
        return sql.sql("""
                DELETE FROM webhook_event
                 WHERE id = ANY (ARRAY(SELECT id FROM webhook_event
                                        WHERE %s AND received_at < :before
                                        ORDER BY received_at
                                        LIMIT :limit
                                          FOR UPDATE SKIP LOCKED))
                """.formatted(which))
                .param("before", Sql.time(before))
                .param("limit", limit)
                .update();
    }

    private void end(String id, String state) {
        sql.sql("UPDATE webhook_event SET state = :state WHERE id = :id")
                .param("id", id)
                .param("state", state)
                .update();
    }

    /** An event of before the kind was stored: who acts on it asks the provider, as for one that changed. */
    private static WebhookEvent.Kind kind(@Nullable String stored) {
        return stored == null ? WebhookEvent.Kind.REFUND_CHANGED : WebhookEvent.Kind.valueOf(stored);
    }

    private static Claimed claimed(ResultSet row, int number) throws SQLException {
        var payment = Sql.uuidOrNull(row, "payment_id");
        var event = new WebhookEvent(
                Provider.valueOf(row.getString("provider")),
                row.getString("id"),
                row.getString("type"),
                kind(Sql.textOrNull(row, "kind")),
                row.getBoolean("livemode"),
                Sql.textOrNull(row, "intent_ref"),
                Sql.textOrNull(row, "session_ref"),
                Sql.textOrNull(row, "refund_ref"),
                Sql.textOrNull(row, "dispute_ref"),
                payment == null ? null : new PaymentId(payment),
                Sql.textOrNull(row, "currency") == null
                        ? Optional.empty()
                        : Optional.of(Sql.money(row, "amount_minor")),
                // What it said then may be old by now: a worker asks.
                Optional.empty());
        return new Claimed(event, row.getInt("tries"));
    }
}
