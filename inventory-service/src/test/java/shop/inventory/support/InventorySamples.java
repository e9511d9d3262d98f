package shop.inventory.support;

import java.time.Instant;
import java.util.UUID;
import shop.inventory.application.ApplyOrderUpdate.Kind;
import shop.inventory.application.ApplyOrderUpdate.Step;
import shop.inventory.domain.AttemptId;
import shop.inventory.domain.HoldLine;
import shop.inventory.domain.OrderId;
import shop.inventory.domain.ProductId;
import shop.inventory.domain.Stock;

/** Stock and orders as tests need them. */
public final class InventorySamples {

    public static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    public static final Instant IN_15_MINUTES = Instant.parse("2026-11-21T10:15:00Z");
    public static final ProductId MUG = new ProductId(new UUID(0x019a_a5f0_0000_7000L, 0x8000_0000_0000_0002L));
    public static final ProductId LAMP = new ProductId(new UUID(0x019a_a5f0_0000_7000L, 0x8000_0000_0000_0003L));
    public static final OrderId ORDER = order(1);
    public static final UUID ADMIN = new UUID(0x019a_a5f0_0000_7000L, 0x8000_0000_0000_00adL);

    private InventorySamples() {}

    public static OrderId order(int number) {
        return new OrderId(new UUID(0x019a_a5f0_0000_7001L, 0x8000_0000_0000_0000L + number));
    }

    public static AttemptId attempt(int number) {
        return new AttemptId(new UUID(0x019a_a5f0_0000_7002L, 0x8000_0000_0000_0000L + number));
    }

    public static Step placed(OrderId order) {
        return new Step(order, 1, Kind.PLACED);
    }

    public static Step confirmed(OrderId order, long version) {
        return new Step(order, version, Kind.CONFIRMED);
    }

    public static Step cancelled(OrderId order, long version) {
        return new Step(order, version, Kind.CANCELLED);
    }

    public static Step expired(OrderId order, long version) {
        return new Step(order, version, Kind.EXPIRED);
    }

    public static Stock mugs(long onHand, long held) {
        return Stock.restore(MUG, "MUG-BLUE", 1, onHand, held, 5);
    }

    public static Stock lamps(long onHand, long held) {
        return Stock.restore(LAMP, "LAMP", 1, onHand, held, 5);
    }

    public static HoldLine mugLine(long quantity) {
        return new HoldLine(MUG, "MUG-BLUE", quantity);
    }

    public static HoldLine lampLine(long quantity) {
        return new HoldLine(LAMP, "LAMP", quantity);
    }
}
