package shop.order.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
        return ChangedBody.of(findOrders.changedAfter(
                after == null ? changedSince.minus(1, ChronoUnit.MICROS) : Position.time(after), size));
    }

    /** A moment in the form of an id of version 7, as {@code next} and {@code after} always were ids: milliseconds, then microseconds. */
    static final class Position {

        private static final long VERSION = 0x7000;
        private static final long VARIANT = 0x8000_0000_0000_0000L;
        private static final int MICROS_PER_MILLI = 1_000;

        private Position() {}

        static UUID of(Instant time) {
            var micros = ChronoUnit.MICROS.between(Instant.EPOCH, time);
            return new UUID(
                    Math.floorDiv(micros, MICROS_PER_MILLI) << 16 | VERSION | Math.floorMod(micros, MICROS_PER_MILLI),
                    VARIANT);
        }

        static Instant time(UUID position) {
            var high = position.getMostSignificantBits();
            return Instant.ofEpochMilli(high >>> 16).plus(high & 0xFFF, ChronoUnit.MICROS);
        }
    }

    /**
     * One page.
     *
     * @param next what {@code after} has to be for the next page, if there is one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ChangedBody(List<Item> items, @Nullable UUID next) {
        static ChangedBody of(Orders.ChangedPage found) {
            return new ChangedBody(
                    found.orders().stream().map(Item::of).toList(),
                    found.next() == null ? null : Position.of(found.next()));
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
