package shop.broken.messaging;

/** Here so that the layer is not empty. */
public final class PaymentListener {}
