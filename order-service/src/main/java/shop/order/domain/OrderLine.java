package shop.order.domain;

import shop.kernel.Money;

/** What one order wants of one product, at the name and price of the moment it was placed. */
public record OrderLine(ProductId product, String sku, String name, int quantity, Money unitPrice) {

    public static final int MAX_QUANTITY = 999;

    public OrderLine {
        if (quantity < 1 || quantity > MAX_QUANTITY) {
            throw new IllegalArgumentException("quantity: " + quantity + " (expected: 1 to " + MAX_QUANTITY + ")");
        }
    }

    public Money total() {
        return unitPrice.times(quantity);
    }
}
