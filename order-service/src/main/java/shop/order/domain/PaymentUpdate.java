package shop.order.domain;

import shop.kernel.Money;

/**
 * What payment-service says about paying an order.
 *
 * @param version counts what was said of this order; an older one is ignored
 * @param disputed whether the customer's bank asks the money back just now
 */
public record PaymentUpdate(PaymentId payment, PaymentStatus status, Money amount, boolean disputed, long version) {}
