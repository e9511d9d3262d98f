package shop.inventory.domain;

/** A product whose stock is not what its movements add up to; it must not happen, so a person has to look. */
public record Drift(ProductId product, String sku, long onHand, long held, long movedOnHand, long movedHeld) {}
