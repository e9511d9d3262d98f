package shop.order.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import shop.kernel.Money;
import shop.order.application.FindOrders;
import shop.order.application.Orders;
import shop.order.domain.OrderId;

/** For payment-service, which compares its payments with the orders. */
@RestController
@RequestMapping("/internal/orders")
class ChangedOrdersController {

    private final FindOrders findOrders;

    ChangedOrdersController(FindOrders findOrders) {
        this.findOrders = findOrders;
    }

    @GetMapping
    ChangedBody changed(
            @RequestParam Instant changedSince,
            @RequestParam @Nullable UUID after,
            @RequestParam(defaultValue = "500") @Min(1) @Max(500) int size) {
        var found = findOrders.changedSince(changedSince, after == null ? null : new OrderId(after), size);
        return ChangedBody.of(found, size);
    }

    /**
     * One page.
     *
     * @param next what {@code after} has to be for the next page; null for the last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ChangedBody(List<Item> items, @Nullable UUID next) {
        static ChangedBody of(List<Orders.Changed> found, int size) {
            return new ChangedBody(
                    found.stream().map(Item::of).toList(),
                    found.size() < size ? null : found.getLast().id().value());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "ChangedOrder")
    record Item(
            UUID orderId,
            UUID userId,
            String status,
            String paymentStatus,
            @Nullable UUID paymentId,
            Money total,
            Instant placedAt,
            Instant statusSince) {

        static Item of(Orders.Changed order) {
            var payment = order.paymentId();
            return new Item(
                    order.id().value(),
                    order.customer().value(),
                    order.status().name(),
                    order.payment().name(),
                    payment == null ? null : payment.value(),
                    order.total(),
                    order.placedAt(),
                    order.statusSince());
        }
    }
}
