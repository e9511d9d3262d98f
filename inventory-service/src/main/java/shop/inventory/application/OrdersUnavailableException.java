package shop.inventory.application;

/** Order-service cannot be asked now. */
public final class OrdersUnavailableException extends RuntimeException {

    public OrdersUnavailableException(Throwable cause) {
        super("order-service cannot be asked: " + cause, cause);
    }
}
