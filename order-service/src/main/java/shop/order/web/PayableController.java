package shop.order.web;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import shop.kernel.Money;
import shop.order.application.FindOrders;
import shop.order.domain.OrderId;
import shop.order.domain.OrderLine;

/** For payment-service: an order whose order_placed it has not consumed yet, and what a provider's page says was bought. */
@RestController
@RequestMapping("/internal/orders")
class PayableController {

    private final FindOrders findOrders;

    PayableController(FindOrders findOrders) {
        this.findOrders = findOrders;
    }

    @GetMapping("/{id}/payable")
    PayableBody payable(@PathVariable UUID id) {
        return PayableBody.of(findOrders.payable(new OrderId(id)));
    }

    record PayableBody(
            UUID orderId,
            String number,
            UUID userId,
            List<Item> items,
            Money total,
            boolean payable,
            String status,
            Instant reservationExpiresAt) {

        static PayableBody of(FindOrders.Payable found) {
            var order = found.order();
            return new PayableBody(
                    order.id().value(),
                    order.number().value(),
                    order.customer().value(),
                    order.basket().lines().stream().map(Item::of).toList(),
                    order.basket().total(),
                    found.payable(),
                    order.state().status().name(),
                    order.reservedUntil());
        }
    }

    /** What the provider's page says of a line. */
    record Item(String name, int quantity, Money unitPrice) {

        static Item of(OrderLine line) {
            return new Item(line.name(), line.quantity(), line.unitPrice());
        }
    }
}
