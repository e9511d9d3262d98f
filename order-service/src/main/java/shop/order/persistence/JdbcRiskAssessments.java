package shop.order.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import shop.jdbc.Sql;
import shop.order.application.Orders.PaidHistory;
import shop.order.application.RiskAssessments;
import shop.order.domain.CustomerId;
import shop.order.domain.OrderId;
import shop.order.domain.risk.AccountHistory;
import shop.order.domain.risk.RiskAssessment;
import shop.order.domain.risk.RiskFeatures;
import shop.order.domain.risk.RiskMoment;
import shop.order.domain.risk.UsualSums;
import shop.order.persistence.PackedFindings.Findings;

@Repository
class JdbcRiskAssessments implements RiskAssessments {

    static final String COLUMNS =
            "order_id, customer_id, moment, address_key, card_fingerprint, findings, features, fraud, returns, held, assessed_at";

    private static final Duration ADDRESS_WINDOW = Duration.ofDays(1);
    private static final Duration ACCOUNT_WINDOW = Duration.ofHours(1);

    /** Fewer paid orders of a currency do not say what is usual. */
    private static final int LEAST_ORDERS = 200;

    /** A part of a statement with orders and their cards: what each paid order is assessed by. Reads 200 entries of an index for a card at most. */
    static final String PAID = """
            paid AS MATERIALIZED (
                SELECT orders.id AS paid_order, new.card, placed.findings, placed.features, coalesce(placed.held, false) AS reviewed,
                       (SELECT count(DISTINCT customer_id)
                          FROM (SELECT customer_id FROM risk_assessment
                                 WHERE card_fingerprint = new.card AND assessed_at > :aWeekAgo
                                 ORDER BY assessed_at DESC LIMIT 200) AS with_card
                         WHERE with_card.customer_id <> orders.customer_id) AS others
                  FROM unnest(CAST(:paidOrders AS uuid[]), CAST(:cards AS text[])) AS new (order_id, card)
                  JOIN orders ON orders.id = new.order_id
                  LEFT JOIN risk_assessment AS placed ON placed.order_id = orders.id AND placed.moment = 'PLACED')
            """;

    static final Duration CARD_WINDOW = Duration.ofDays(7);

    /** A part of a statement that stores assessments. */
    static final String ADD = """
            INSERT INTO risk_assessment (order_id, customer_id, moment, address_key, card_fingerprint, findings, features, score, held,
                                         assessed_at)
            SELECT order_id, customer_id, moment, address_key, card_fingerprint, findings, '{}', score, held, assessed_at
              FROM unnest(CAST(:riskOrders AS uuid[]), CAST(:riskCustomers AS uuid[]), CAST(:riskMoments AS text[]),
                          CAST(:riskAddresses AS text[]), CAST(:riskCards AS text[]), CAST(:riskFindings AS bytea[]),
                          CAST(:riskScores AS double precision[]), CAST(:riskHeld AS boolean[]), CAST(:riskTimes AS timestamptz[]))
                   AS new (order_id, customer_id, moment, address_key, card_fingerprint, findings, score, held, assessed_at)
            ON CONFLICT (order_id, moment) DO NOTHING
            """;

    private static final PackedFindings FINDINGS = new PackedFindings();

    private final JdbcClient sql;

    JdbcRiskAssessments(JdbcClient sql) {
        this.sql = sql;
    }

    /** Each part reads a bounded number of entries of an index, however many orders an account or an address has. */
    @Override
    public AccountHistory history(CustomerId customer, @Nullable String addressKey, Instant now) {
        return sql.sql("""
                        WITH latest AS (
                            SELECT created_at, payment_status FROM orders
                             WHERE customer_id = :customer ORDER BY created_at DESC LIMIT 200)
                        SELECT (SELECT created_at FROM orders WHERE customer_id = :customer ORDER BY created_at LIMIT 1) AS first_order,
                               count(*) AS orders,
                               count(*) FILTER (WHERE payment_status IN ('PAID', 'PARTIALLY_REFUNDED', 'REFUNDED')) AS paid,
                               count(*) FILTER (WHERE payment_status IN ('PARTIALLY_REFUNDED', 'REFUNDED')) AS returned,
                               count(*) FILTER (WHERE created_at > :anHourAgo) AS last_hour,
                               count(*) FILTER (WHERE payment_status = 'FAILED' AND created_at > :aDayAgo) AS failed,
                               (SELECT count(DISTINCT customer_id)
                                  FROM (SELECT customer_id FROM risk_assessment
                                         WHERE address_key = CAST(:address AS text) AND moment = 'PLACED'
                                           AND assessed_at > :aDayAgo
                                         ORDER BY assessed_at DESC LIMIT 200) AS there
                                 WHERE customer_id <> :customer) AS others_there
                          FROM latest
                        """)
                .param("customer", customer.value())
                .param("address", addressKey)
                .param("anHourAgo", Sql.time(now.minus(ACCOUNT_WINDOW)))
                .param("aDayAgo", Sql.time(now.minus(ADDRESS_WINDOW)))
                .query((row, _) -> new AccountHistory(
                        Sql.instantOrNull(row, "first_order"),
                        row.getInt("orders"),
                        row.getInt("paid"),
                        row.getInt("returned"),
                        row.getInt("last_hour"),
                        row.getInt("failed"),
                        row.getInt("others_there")))
                .single();
    }

    @Override
    public List<RiskAssessment> of(OrderId order) {
        return sql.sql("SELECT " + COLUMNS
                        + " FROM risk_assessment WHERE order_id = :order ORDER BY assessed_at, moment DESC")
                .param("order", order.value())
                .query((row, _) -> assessment(row))
                .list();
    }

    @Override
    public Map<String, UsualSums> usualSums() {
        var usual = new HashMap<String, UsualSums>();
        sql.sql("""
                SELECT currency, avg(ln(total_minor + 1)) AS mean, stddev_samp(ln(total_minor + 1)) AS deviation
                  FROM (SELECT currency, total_minor FROM orders
                         WHERE payment_status IN ('PAID', 'PARTIALLY_REFUNDED', 'REFUNDED')
                         ORDER BY created_at DESC LIMIT 5000) AS latest
                 GROUP BY currency
                HAVING count(*) >= :least
                """).param("least", LEAST_ORDERS).query(row -> {
            usual.put(row.getString("currency"), new UsualSums(row.getDouble("mean"), row.getDouble("deviation")));
        });
        return usual;
    }

    /** What is on hold is kept until it has been decided. */
    @Override
    public long deleteBefore(Instant limit, int atMost) {
        return sql.sql("""
                        DELETE FROM risk_assessment
                         WHERE ctid = ANY (ARRAY(SELECT risk_assessment.ctid FROM risk_assessment
                                                  WHERE assessed_at < :limit
                                                    AND NOT EXISTS (SELECT FROM orders
                                                                     WHERE id = order_id AND status = 'ON_HOLD')
                                                  ORDER BY assessed_at
                                                  LIMIT :atMost
                                                    FOR UPDATE SKIP LOCKED))
                        """)
                .param("limit", Sql.time(limit))
                .param("atMost", atMost)
                .update();
    }

    /** The parameters of {@link #ADD}. */
    static Map<String, @Nullable Object> parameters(Collection<RiskAssessment> assessments) {
        return Map.of(
                "riskOrders", Sql.uuids(assessments, one -> one.order().value()),
                "riskCustomers", Sql.uuids(assessments, one -> one.customer().value()),
                "riskMoments", Sql.texts(assessments, one -> one.moment().name()),
                "riskAddresses", Sql.texts(assessments, RiskAssessment::addressKey),
                "riskCards", Sql.texts(assessments, RiskAssessment::cardFingerprint),
                "riskFindings",
                        assessments.stream().map(JdbcRiskAssessments::findings).toArray(byte[][]::new),
                "riskScores", Sql.texts(assessments, JdbcRiskAssessments::scoreText),
                "riskHeld", Sql.texts(assessments, one -> Boolean.toString(one.held())),
                "riskTimes", Sql.texts(assessments, one -> one.at().toString()));
    }

    /** What a row of {@link #PAID} says. */
    static PaidHistory paidHistory(ResultSet row) throws SQLException {
        return new PaidHistory(
                row.getString("features") == null
                        ? new RiskFeatures(Map.of())
                        : findings(row).features(),
                row.getBoolean("reviewed"),
                row.getString("card") == null ? null : row.getInt("others"));
    }

    static RiskAssessment assessment(ResultSet row) throws SQLException {
        var findings = findings(row);
        return new RiskAssessment(
                new OrderId(Sql.uuid(row, "order_id")),
                new CustomerId(Sql.uuid(row, "customer_id")),
                RiskMoment.valueOf(row.getString("moment")),
                row.getString("address_key"),
                row.getString("card_fingerprint"),
                findings.features(),
                findings.fraud(),
                findings.returns(),
                row.getBoolean("held"),
                Sql.instant(row, "assessed_at"));
    }

    static byte[] findings(RiskAssessment assessment) {
        return FINDINGS.pack(new Findings(assessment.features(), assessment.fraud(), assessment.returns()));
    }

    static @Nullable Double score(RiskAssessment assessment) {
        var fraud = assessment.fraud();
        return fraud == null ? null : fraud.score();
    }

    private static @Nullable String scoreText(RiskAssessment assessment) {
        var score = score(assessment);
        return score == null ? null : score.toString();
    }

    /** An instance of the version before has written them as three columns. */
    private static Findings findings(ResultSet row) throws SQLException {
        var packed = row.getBytes("findings");
        return packed == null
                ? new Findings(
                        FINDINGS.features(row.getString("features")),
                        FINDINGS.score(row.getString("fraud")),
                        FINDINGS.score(row.getString("returns")))
                : FINDINGS.unpack(packed);
    }
}
