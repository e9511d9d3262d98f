package shop.payment.persistence;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import shop.jdbc.Sql;
import shop.payment.application.Alerts;
import shop.payment.domain.PaymentId;

/** Alerts as rows, as a warning in the log, and as a counter that an operator's rule can watch. */
@Repository
@Transactional(propagation = Propagation.MANDATORY)
class JdbcAlerts implements Alerts {

    private static final Logger log = LoggerFactory.getLogger(JdbcAlerts.class);

    private final JdbcClient sql;
    private final MeterRegistry meters;
    private final Clock clock;

    JdbcAlerts(JdbcClient sql, MeterRegistry meters, Clock clock) {
        this.sql = sql;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public void raise(Kind kind, PaymentId payment, String source, String detail) {
        var raised = sql.sql("""
                        INSERT INTO payment_alert (kind, payment_id, source, detail, raised_at)
                        VALUES (:kind, :payment, :source, :detail, :now)
                        ON CONFLICT (kind, payment_id, source) DO NOTHING
                        """)
                .param("kind", kind.name())
                .param("payment", payment.value())
                .param("source", source)
                .param("detail", detail)
                .param("now", Sql.time(clock.instant()))
                .update();
        if (raised == 1) {
            log.warn("{} at payment {} ({}): {}", kind, payment.value(), source, detail);
            meters.counter("payment.alerts", "kind", kind.name()).increment();
        }
    }
}
