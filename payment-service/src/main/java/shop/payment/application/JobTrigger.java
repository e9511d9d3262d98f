package shop.payment.application;

/**
 * Wakes this instance's worker as soon as the running transaction has committed. Work that nobody announced, or that is due later, is found
 * by {@link DueWork}.
 */
@FunctionalInterface
public interface JobTrigger {

    void trigger(Job job);

    enum Job {
        WEBHOOKS,
        PAYMENTS,
        REFUNDS,
        RECONCILIATION,
        HOUSEKEEPING
    }
}
