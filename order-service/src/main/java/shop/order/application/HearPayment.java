package shop.order.application;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import shop.order.domain.OrderId;
import shop.order.domain.OrderStatus;
import shop.order.domain.PaymentStatus;
import shop.order.domain.PaymentUpdate;

/** Lets an order follow its payment. */
@Service
public class HearPayment {

    private static final Logger log = LoggerFactory.getLogger(HearPayment.class);

    private final Orders orders;
    private final Clock clock;
    private final Counter unconfirmed;

    HearPayment(Orders orders, Clock clock, MeterRegistry meters) {
        this.orders = orders;
        this.clock = clock;
        this.unconfirmed = Counter.builder("orders.paid.unconfirmed")
                .description("Payments that confirmed no order, because it had ended or the amount was another")
                .register(meters);
    }

    @Transactional
    public void hear(OrderId id, PaymentUpdate update) {
        var known = orders.lock(id);
        if (known.isEmpty()) {
            // Nothing is paid before it is stored, so this order will not turn up; a retry would change nothing.
            log.warn(
                    "Payment {} is {} for order {}, which there is not", update.payment(), update.status(), id.value());
            return;
        }
        var order = known.get();
        if (!order.hear(update, clock.instant())) {
            return;
        }
        orders.save(order);
        if (update.status() == PaymentStatus.PAID && order.state().status() != OrderStatus.CONFIRMED) {
            unconfirmed.increment();
            log.warn(
                    "Payment {} of {} came for order {}, which is {}",
                    update.payment().value(),
                    update.amount(),
                    id.value(),
                    order.state().status());
        }
    }
}
