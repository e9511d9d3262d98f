package shop.payment.application;

/** Order-service was not reached, and without it the order is not known. */
public final class OrdersUnavailableException extends RuntimeException {

    public OrdersUnavailableException(Throwable cause) {
        super("order-service was not reached", cause);
    }
}
