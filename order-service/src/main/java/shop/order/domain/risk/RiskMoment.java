package shop.order.domain.risk;

/** When an order is assessed. */
public enum RiskMoment {
    PLACED,
    PAID
}
