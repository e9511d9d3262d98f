package shop.payment.application;

/** Wakes a worker of this instance as soon as the running transaction has committed; without a bell the work is found by polling. */
@FunctionalInterface
public interface WorkBell {

    void ring(Errand errand);

    enum Errand {
        WEBHOOKS,
        PAYMENTS,
        REFUNDS,
        RECONCILIATION,
        HOUSEKEEPING
    }
}
