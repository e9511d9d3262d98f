package shop.inventory.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much of one product there is: {@code onHand} in the house, {@code held} of it set aside for orders that wait for their payment.
 * Always {@code onHand >= held >= 0}. Every change makes a new version and records the movement that explains it.
 */
public final class Stock {

    private final ProductId product;
    private final long readVersion;
    private final List<Movement> movements = new ArrayList<>();
    private String sku;
    private long productVersion;
    private long onHand;
    private long held;
    private long version;

    private Stock(ProductId product, String sku, long productVersion, long onHand, long held, long version) {
        this.product = product;
        this.sku = sku;
        this.productVersion = productVersion;
        this.onHand = onHand;
        this.held = held;
        this.version = version;
        this.readVersion = version;
        requireSound(onHand, held);
    }

    /**
     * The stock of a product that was not known before.
     *
     * @param productVersion the product's version that named the SKU
     */
    public static Stock first(ProductId product, String sku, long productVersion, long initialStock, Instant now) {
        var stock = new Stock(product, sku, productVersion, 0, 0, 0);
        stock.move(Movement.Kind.INITIAL, initialStock, 0, null, null, now);
        return stock;
    }

    /** Rebuilds stored stock; records no movement. */
    public static Stock restore(
            ProductId product, String sku, long productVersion, long onHand, long held, long version) {
        return new Stock(product, sku, productVersion, onHand, held, version);
    }

    void hold(OrderId order, long quantity, Instant now) {
        requireAvailable(quantity);
        move(Movement.Kind.HELD, 0, quantity, order, null, now);
    }

    void release(OrderId order, long quantity, Instant now) {
        move(Movement.Kind.RELEASED, 0, -quantity, order, null, now);
    }

    /** Sells what was held. */
    void sellHeld(OrderId order, long quantity, Instant now) {
        move(Movement.Kind.SOLD, -quantity, -quantity, order, null, now);
    }

    /** Sells what nobody had held. */
    void sellFree(OrderId order, long quantity, Instant now) {
        requireAvailable(quantity);
        move(Movement.Kind.SOLD, -quantity, 0, order, null, now);
    }

    void takeBack(OrderId order, long quantity, Instant now) {
        move(Movement.Kind.RETURNED, quantity, 0, order, null, now);
    }

    /** Adds to what is on hand, or takes from it with a negative delta; never from what is held. */
    public void adjust(long delta, Adjustment adjustment, Instant now) {
        if (delta < 0) {
            requireAvailable(Math.negateExact(delta));
        }
        if (delta != 0) {
            move(Movement.Kind.ADJUSTED, delta, 0, null, adjustment, now);
        }
    }

    /** Sets what is on hand to what somebody has counted. */
    public void count(long counted, Adjustment adjustment, Instant now) {
        adjust(Math.subtractExact(counted, onHand), adjustment, now);
    }

    /**
     * Follows the product's SKU.
     *
     * @return false for what is known, or was said by an older version of the product; then nothing has changed
     */
    public boolean follow(String newSku, long newProductVersion) {
        if (newProductVersion <= productVersion) {
            return false;
        }
        productVersion = newProductVersion;
        if (!newSku.equals(sku)) {
            sku = newSku;
            version++;
        }
        return true;
    }

    /** Whether at least this much is neither sold nor held. */
    boolean has(long quantity) {
        return available() >= quantity;
    }

    public long available() {
        return onHand - held;
    }

    private void requireAvailable(long quantity) {
        if (!has(quantity)) {
            throw new InventoryException.InsufficientStock(List.of(new Shortage(product, sku, quantity, available())));
        }
    }

    private void move(
            Movement.Kind kind,
            long onHandChange,
            long heldChange,
            @Nullable OrderId order,
            @Nullable Adjustment adjustment,
            Instant now) {
        var newOnHand = Math.addExact(onHand, onHandChange);
        var newHeld = Math.addExact(held, heldChange);
        requireSound(newOnHand, newHeld);
        onHand = newOnHand;
        held = newHeld;
        version++;
        movements.add(new Movement(product, version, kind, onHandChange, heldChange, order, adjustment, now));
    }

    private static void requireSound(long onHand, long held) {
        if (held < 0 || onHand < held) {
            throw new IllegalStateException(
                    "onHand: " + onHand + ", held: " + held + " (expected: onHand >= held >= 0)");
        }
    }

    /** Hands over what was recorded since the last call. */
    public List<Movement> takeMovements() {
        var taken = List.copyOf(movements);
        movements.clear();
        return taken;
    }

    public ProductId product() {
        return product;
    }

    public String sku() {
        return sku;
    }

    /** The version of the product that {@link #sku} was taken from. */
    public long productVersion() {
        return productVersion;
    }

    public long onHand() {
        return onHand;
    }

    public long held() {
        return held;
    }

    public long version() {
        return version;
    }

    /** Whether it was made or changed since it was read. */
    public boolean isChanged() {
        return version != readVersion;
    }

    /** The version it had when it was read; 0 for stock that is not stored yet. */
    public long readVersion() {
        return readVersion;
    }
}
