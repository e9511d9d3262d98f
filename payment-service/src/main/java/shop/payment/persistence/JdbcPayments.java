package shop.payment.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import shop.http.paging.Keyset;
import shop.jdbc.Sql;
import shop.payment.application.DeclineLimits;
import shop.payment.application.PaymentPolicy;
import shop.payment.application.Payments;
import shop.payment.domain.CardFacts;
import shop.payment.domain.OrderId;
import shop.payment.domain.Payment;
import shop.payment.domain.PaymentId;
import shop.payment.domain.PaymentMethod;
import shop.payment.domain.PaymentState;
import shop.payment.domain.Provider;
import shop.payment.domain.ProviderRefs;
import shop.payment.domain.UserId;
import shop.platform.audit.AuditLog;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

@Repository
class JdbcPayments implements Payments {

    private static final String SELECT = """
            SELECT id, order_id, user_id, attempt, amount_minor, currency, method, method_ref, provider, state, intent_ref, session_ref,
                   client_secret, url, failure_code, reserved_minor, refunded_minor, disputed,
                   card_fingerprint, card_country, risk_score, declines, declined_before, created_at, changed_at, version
              FROM payment
            """;

    private static final Keyset<Payment> LIST = Keyset.of(
            Map.of("createdAt", Keyset.Column.time("created_at", Payment::createdAt)),
            Keyset.Column.<Payment>id("id", payment -> payment.id().value()).reversed());

    private static final String LIVE = "state IN ('STARTING', 'PROCESSING', 'REQUIRES_ACTION')";

    /** A card's own attempt ends with the first decline; others count them. */
    private static final String DECLINES = """
            SELECT coalesce(sum(n) FILTER (WHERE order_id = :order), 0) AS of_order, coalesce(sum(n), 0) AS of_customer
              FROM (SELECT order_id, CASE WHEN method = 'CARD' AND state = 'FAILED' THEN 1 ELSE declines END AS n
                      FROM payment
                     WHERE user_id = :user AND created_at > :since) AS attempts
            """;

    private final JdbcClient sql;
    private final AuditLog audit;

    JdbcPayments(JdbcClient sql, AuditLog audit) {
        this.sql = sql;
        this.audit = audit;
    }

    @Override
    public Optional<Payment> find(PaymentId id, @Nullable UserId user) {
        return sql.sql(SELECT + "WHERE id = :id AND (CAST(:user AS uuid) IS NULL OR user_id = :user)")
                .param("id", id.value())
                .param("user", user == null ? null : user.value(), Types.OTHER)
                .query(JdbcPayments::payment)
                .optional();
    }

    @Override
    public Optional<Payment> findByIntent(String ref) {
        return one("WHERE intent_ref = :value", ref);
    }

    @Override
    public Optional<Payment> findBySession(String ref) {
        return one("WHERE session_ref = :value", ref);
    }

    @Override
    public Optional<Payment> findLive(OrderId order) {
        return one("WHERE order_id = :value AND " + LIVE, order.value());
    }

    @Override
    public List<Payment> findAll(OrderId order) {
        return sql.sql(SELECT + "WHERE order_id = :order ORDER BY attempt")
                .param("order", order.value())
                .query(JdbcPayments::payment)
                .list();
    }

    @Override
    public List<Payment> findAll(Collection<String> intents, Collection<PaymentId> ids) {
        return sql.sql(SELECT + """
                         WHERE intent_ref = ANY (CAST(:intents AS text[])) OR id = ANY (CAST(:ids AS uuid[]))
                        """)
                .param("intents", Sql.texts(intents))
                .param("ids", Sql.uuids(ids, PaymentId::value))
                .query(JdbcPayments::payment)
                .list();
    }

    @Override
    public List<Payment> findRefundable(Collection<OrderId> orders) {
        return sql.sql(SELECT + """
                         WHERE order_id = ANY (CAST(:orders AS uuid[])) AND reserved_minor < amount_minor
                           AND state IN ('PAID', 'PARTIALLY_REFUNDED', 'REFUNDED')
                         ORDER BY order_id, attempt
                        """)
                .param("orders", Sql.uuids(orders, OrderId::value))
                .query(JdbcPayments::payment)
                .list();
    }

    @Override
    public Optional<Payment> findFor(@Nullable PaymentId id, @Nullable String intent, @Nullable String session) {
        return sql.sql(SELECT + """
                         WHERE id = :id OR intent_ref = :intent OR session_ref = :session
                         ORDER BY id = :id DESC NULLS LAST
                         LIMIT 1
                        """)
                .param("id", id == null ? null : id.value(), Types.OTHER)
                .param("intent", intent, Types.VARCHAR)
                .param("session", session, Types.VARCHAR)
                .query(JdbcPayments::payment)
                .optional();
    }

    @Override
    public Optional<Payment> begin(
            PaymentId id,
            UserId user,
            OrderId order,
            PaymentMethod method,
            @Nullable Provider provider,
            Instant now,
            Instant checkAt,
            PaymentPolicy policy) {
        var limits = policy.declineLimits();
        var byCurrency = policy.providers().byCurrency();
        // Of two at the same time the second one waits for the order's row, does not see the first one's attempt in its
        // own snapshot, and is stopped by the index of live attempts.
        return sql.sql("""
                        WITH lately AS (%s), payable AS (
                            UPDATE payable_order
                               SET attempts = attempts + 1
                             WHERE order_id = :order AND user_id = :user AND closed_as IS NULL AND paid_by IS NULL
                               AND expires_at > :now AND amount_minor > 0
                               AND NOT EXISTS (SELECT 1 FROM payment WHERE order_id = :order AND %s)
                               AND (SELECT of_order < :perOrder AND of_customer < :perCustomer FROM lately)
                            RETURNING order_id, user_id, attempts, amount_minor, currency
                        )
                        INSERT INTO payment (id, order_id, user_id, attempt, amount_minor, currency, method, method_ref, provider, state,
                                             declined_before, created_at, changed_at, version, check_at)
                        SELECT :id, order_id, user_id, attempts, amount_minor, currency, :method, :methodRef,
                               coalesce(CAST(:provider AS text),
                                        (SELECT of.provider
                                           FROM unnest(CAST(:currencies AS text[]), CAST(:providers AS text[]))
                                                    AS of (currency, provider)
                                          WHERE of.currency = payable.currency),
                                        :usual),
                               'STARTING',
                               (SELECT of_order FROM lately), :now, :now, 1, :checkAt
                          FROM payable
                        ON CONFLICT DO NOTHING
                        RETURNING attempt, amount_minor, currency, provider, declined_before
                        """.formatted(DECLINES, LIVE))
                .param("since", Sql.time(now.minus(limits.window())))
                .param("perOrder", limits.perOrder())
                .param("perCustomer", limits.perCustomer())
                .param("id", id.value())
                .param("order", order.value())
                .param("user", user.value())
                .param("method", kind(method))
                .param("methodRef", reference(method))
                .param("provider", provider == null ? null : provider.name(), Types.VARCHAR)
                .param("currencies", Sql.texts(byCurrency.keySet()))
                .param(
                        "providers",
                        byCurrency.values().stream().map(Provider::name).toArray(String[]::new))
                .param("usual", policy.providers().usual().name())
                .param("now", Sql.time(now))
                .param("checkAt", Sql.time(checkAt))
                .query((row, _) -> Payment.start(
                        id,
                        order,
                        user,
                        row.getInt("attempt"),
                        Sql.money(row, "amount_minor"),
                        method,
                        Provider.valueOf(row.getString("provider")),
                        row.getInt("declined_before"),
                        now))
                .optional();
    }

    @Override
    public DeclineLimits.Declines declines(UserId user, OrderId order, Instant since) {
        return sql.sql(DECLINES)
                .param("user", user.value())
                .param("order", order.value())
                .param("since", Sql.time(since))
                .query((row, _) -> new DeclineLimits.Declines(row.getInt("of_order"), row.getInt("of_customer")))
                .single();
    }

    @Override
    public int addDecline(PaymentId id) {
        return sql.sql("UPDATE payment SET declines = declines + 1 WHERE id = :id RETURNING declines")
                .param("id", id.value())
                .query(Integer.class)
                .single();
    }

    @Override
    public OptionalLong saveStep(Payment next, long seen, @Nullable Instant checkAt) {
        var version = sql.sql("""
                        WITH payable AS (
                            UPDATE payable_order
                               SET told = told + 1, paid_by = CASE WHEN :paid THEN :id ELSE paid_by END
                             WHERE order_id = :order AND closed_as IS NULL AND paid_by IS NULL
                            RETURNING told
                        ), step AS (
                            UPDATE payment
                               SET state = :state, intent_ref = :intent, session_ref = :session,
                                   client_secret = :clientSecret, url = :url, failure_code = :failureCode,
                                   card_fingerprint = :fingerprint, card_country = :country, risk_score = :riskScore,
                                   changed_at = :changedAt, version = :version,
                                   check_at = coalesce(CAST(:checkAt AS timestamptz), check_at),
                                   checks = CASE WHEN CAST(:checkAt AS timestamptz) IS NULL THEN checks ELSE 0 END
                              FROM payable
                             WHERE id = :id AND version = :seen
                            RETURNING id, order_id, amount_minor, currency
                        ), booked AS (
                            INSERT INTO ledger_posting (debit, credit, amount_minor, currency, order_id, payment_id, booked_at)
                            SELECT 'CASH', 'RECEIVABLE', amount_minor, currency, order_id, id, :changedAt
                              FROM step
                             WHERE :paid
                        )
                        SELECT told FROM payable, step
                        """)
                .param("id", next.id().value())
                .param("order", next.order().value())
                .param("paid", next.state() == PaymentState.PAID)
                .param("state", next.state().name())
                .param("intent", next.refs().intent())
                .param("session", next.refs().session())
                .param("clientSecret", next.refs().clientSecret())
                .param("url", next.refs().url())
                .param("failureCode", next.failureCode())
                .param("fingerprint", next.card().fingerprint())
                .param("country", next.card().country())
                .param("riskScore", next.card().riskScore(), Types.SMALLINT)
                .param("changedAt", Sql.time(next.changedAt()))
                .param("version", next.version())
                .param("seen", seen)
                .param("checkAt", checkAt == null ? null : Sql.time(checkAt), Types.TIMESTAMP_WITH_TIMEZONE)
                .query(Long.class)
                .optional();
        version.ifPresent(_ -> recordIfCancelled(next));
        return version.map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    /** An administrator may give up the attempt of another one; its state changes no more after that. */
    private void recordIfCancelled(Payment payment) {
        if (payment.state() == PaymentState.CANCELLED) {
            audit.record(
                    "payment.cancelled",
                    "payment",
                    payment.id().value().toString(),
                    Map.of("order", payment.order().value().toString()));
        }
    }

    @Override
    public PageBody<Payment> page(@Nullable UserId user, @Nullable OrderId order, PageQuery query) {
        var where = new ArrayList<String>();
        var values = new HashMap<String, Object>();
        if (user != null) {
            where.add("user_id = :user");
            values.put("user", user.value());
        }
        if (order != null) {
            where.add("order_id = :order");
            values.put("order", order.value());
        }
        var slice = LIST.slice(query);
        var filter = where.isEmpty() ? "" : " WHERE " + String.join(" AND ", where);
        var items = sql.sql(SELECT + filter + (where.isEmpty() ? " WHERE (" : " AND (") + slice.condition()
                        + ") ORDER BY " + slice.order() + " LIMIT :limit OFFSET :offset")
                .params(values)
                .params(slice.values())
                .query(JdbcPayments::payment)
                .list();
        return LIST.page(
                items,
                query,
                () -> sql.sql("SELECT count(*) FROM (SELECT FROM payment" + filter
                                + " ORDER BY created_at DESC, id DESC LIMIT :most) AS counted")
                        .params(values)
                        .param("most", Keyset.MOST_COUNTED + 1)
                        .query(Long.class)
                        .single());
    }

    @Override
    public void add(Payment payment, Instant checkAt) {
        sql.sql("""
                INSERT INTO payment (id, order_id, user_id, attempt, amount_minor, currency, method, method_ref, provider,
                                     state, declined_before, created_at, changed_at, version, check_at)
                VALUES (:id, :order, :user, :attempt, :amount, :currency, :method, :methodRef, :provider, :state,
                        :declinedBefore, :createdAt, :changedAt, :version, :checkAt)
                """)
                .param("id", payment.id().value())
                .param("order", payment.order().value())
                .param("user", payment.user().value())
                .param("attempt", payment.attempt())
                .param("amount", payment.amount().amountMinor())
                .param("currency", payment.amount().currency().getCurrencyCode())
                .param("method", kind(payment.method()))
                .param("methodRef", reference(payment.method()))
                .param("provider", payment.provider().name())
                .param("state", payment.state().name())
                .param("declinedBefore", payment.declinesOfOrder())
                .param("createdAt", Sql.time(payment.createdAt()))
                .param("changedAt", Sql.time(payment.changedAt()))
                .param("version", payment.version())
                .param("checkAt", Sql.time(checkAt))
                .update();
    }

    @Override
    public void save(Payment payment) {
        sql.sql("""
                UPDATE payment
                   SET state = :state, intent_ref = :intent, session_ref = :session, client_secret = :clientSecret,
                       url = :url, failure_code = :failureCode, card_fingerprint = :fingerprint,
                       card_country = :country, risk_score = :riskScore, reserved_minor = :reserved, refunded_minor = :refunded,
                       disputed = :disputed,
                       changed_at = :changedAt, version = :version
                 WHERE id = :id
                """)
                .param("id", payment.id().value())
                .param("state", payment.state().name())
                .param("intent", payment.refs().intent())
                .param("session", payment.refs().session())
                .param("clientSecret", payment.refs().clientSecret())
                .param("url", payment.refs().url())
                .param("failureCode", payment.failureCode())
                .param("fingerprint", payment.card().fingerprint())
                .param("country", payment.card().country())
                .param("riskScore", payment.card().riskScore(), Types.SMALLINT)
                .param("reserved", payment.reserved().amountMinor())
                .param("refunded", payment.refunded().amountMinor())
                .param("disputed", payment.isDisputed())
                .param("changedAt", Sql.time(payment.changedAt()))
                .param("version", payment.version())
                .update();
        recordIfCancelled(payment);
    }

    @Override
    public void checkAt(PaymentId id, Instant at) {
        sql.sql("UPDATE payment SET check_at = :at, checks = 0 WHERE id = :id")
                .param("id", id.value())
                .param("at", Sql.time(at))
                .update();
    }

    @Override
    public int checkAt(Collection<OrderId> orders, Instant at) {
        return sql.sql(
                        "UPDATE payment SET check_at = :at, checks = 0 WHERE order_id = ANY (CAST(:orders AS uuid[])) AND "
                                + LIVE)
                .param("orders", Sql.uuids(orders, OrderId::value))
                .param("at", Sql.time(at))
                .update();
    }

    @Override
    public Optional<PaymentId> claimDue(Instant now, Duration first, Duration longest) {
        return sql.sql("""
                        UPDATE payment
                           SET checks = checks + 1,
                               check_at = CAST(:now AS timestamptz)
                                          + least(:first * power(2, least(checks, 20)), :longest) * interval '1 second'
                         WHERE id = (SELECT id FROM payment
                                      WHERE check_at <= :now AND %s
                                      ORDER BY check_at
                                      LIMIT 1
                                        FOR UPDATE SKIP LOCKED)
                        RETURNING id
                        """.formatted(LIVE))
                .param("now", Sql.time(now))
                .param("first", Sql.seconds(first))
                .param("longest", Sql.seconds(longest))
                .query((row, _) -> new PaymentId(Sql.uuid(row, "id")))
                .optional();
    }

    private Optional<Payment> one(String where, Object value) {
        return sql.sql(SELECT + where)
                .param("value", value)
                .query(JdbcPayments::payment)
                .optional();
    }

    private static String kind(PaymentMethod method) {
        return switch (method) {
            case PaymentMethod.Card _ -> "CARD";
            case PaymentMethod.Intent _ -> "INTENT";
            case PaymentMethod.Checkout _ -> "CHECKOUT";
        };
    }

    private static @Nullable String reference(PaymentMethod method) {
        return method instanceof PaymentMethod.Card(var reference) ? reference : null;
    }

    private static PaymentMethod method(ResultSet row) throws SQLException {
        var kind = row.getString("method");
        return switch (kind) {
            case "CARD" -> new PaymentMethod.Card(row.getString("method_ref"));
            case "INTENT" -> new PaymentMethod.Intent();
            case "CHECKOUT" -> new PaymentMethod.Checkout();
            default -> throw new IllegalStateException("method: " + kind + " (expected: CARD, INTENT or CHECKOUT)");
        };
    }

    private static Payment payment(ResultSet row, int number) throws SQLException {
        return Payment.restore(
                new PaymentId(Sql.uuid(row, "id")),
                new OrderId(Sql.uuid(row, "order_id")),
                new UserId(Sql.uuid(row, "user_id")),
                row.getInt("attempt"),
                Sql.money(row, "amount_minor"),
                method(row),
                Provider.valueOf(row.getString("provider")),
                PaymentState.valueOf(row.getString("state")),
                new ProviderRefs(
                        Sql.textOrNull(row, "intent_ref"),
                        Sql.textOrNull(row, "session_ref"),
                        Sql.textOrNull(row, "client_secret"),
                        Sql.textOrNull(row, "url")),
                Sql.textOrNull(row, "failure_code"),
                Sql.money(row, "reserved_minor"),
                Sql.money(row, "refunded_minor"),
                row.getBoolean("disputed"),
                new CardFacts(
                        Sql.textOrNull(row, "card_fingerprint"),
                        Sql.textOrNull(row, "card_country"),
                        row.getObject("risk_score", Integer.class)),
                row.getInt("declines"),
                row.getInt("declined_before"),
                Sql.instant(row, "created_at"),
                Sql.instant(row, "changed_at"),
                row.getLong("version"));
    }
}
