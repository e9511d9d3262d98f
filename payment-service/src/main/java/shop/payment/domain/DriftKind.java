package shop.payment.domain;

import java.util.Locale;

/** How the records of the orders, the payments, the stock and the provider may come to disagree, and what brings them together again. */
public enum DriftKind {
    /** The provider took money for an attempt that is not paid here: webhooks were lost. */
    PAID_AT_PROVIDER_ONLY(Repair.ASK_PROVIDER),
    /** Paid here, and the provider knows of no such money. */
    PAID_HERE_ONLY(Repair.NONE),
    /** Two records have different sums for the same thing. */
    AMOUNT_DIFFERS(Repair.NONE),
    /** What became of the payment has not arrived at order-service. */
    ORDER_NOT_TOLD(Repair.TELL_AGAIN),
    /** Order-service takes the order for paid, and no payment is. */
    ORDER_PAID_WITHOUT_PAYMENT(Repair.NONE),
    /** The provider made a refund of ours that waits here. */
    REFUND_MISSING_HERE(Repair.ASK_PROVIDER),
    /** The provider made a refund that nobody asked for here: somebody did it in the provider's dashboard. */
    REFUND_AT_PROVIDER_ONLY(Repair.RECORD_REFUND),
    /** Refunded here, and the provider knows of no such refund. */
    REFUND_HERE_ONLY(Repair.NONE),
    /** A refund that had succeeded came back: the buyer's bank did not take it. */
    REFUND_CAME_BACK(Repair.ASK_PROVIDER),
    /** The provider has a dispute that is not here, or stands otherwise here. */
    DISPUTE_DIFFERS(Repair.ASK_PROVIDER),
    /** Money is kept for an order that is cancelled or expired. */
    CAPTURED_FOR_DEAD_ORDER(Repair.GIVE_BACK),
    /** A capture or refund is not booked. */
    LEDGER_MISSING(Repair.BOOK),
    /** More is booked than was captured or refunded. */
    LEDGER_UNBALANCED(Repair.NONE),
    /** Postings that were checked before were changed, removed or added between others since. */
    LEDGER_CHANGED(Repair.NONE),
    /** The order is paid, and its stock has not left. */
    HOLD_NOT_SOLD(Repair.SELL_STOCK),
    /** The order is cancelled or expired, and its stock has not come back. */
    HOLD_LEAKED(Repair.FREE_STOCK),
    /** The order waits for its payment or for a review, and no stock is held for it any more. */
    HOLD_MISSING(Repair.NONE);

    private final Repair repair;

    DriftKind(Repair repair) {
        this.repair = repair;
    }

    public Repair repair() {
        return repair;
    }

    /** Its stable name on the wire. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What repairs a drift. Every repair looks at what is true first, so that one made twice does no harm. */
    public enum Repair {
        ASK_PROVIDER(true),
        TELL_AGAIN(true),
        GIVE_BACK(true),
        RECORD_REFUND(true),
        BOOK(false),
        SELL_STOCK(false),
        FREE_STOCK(false),
        /** A person has to find out what happened. */
        NONE(false);

        private final boolean automatic;

        Repair(boolean automatic) {
            this.automatic = automatic;
        }

        /** Whether the job makes it by itself; the others wait for a person's word. */
        public boolean automatic() {
            return automatic;
        }

        /** Its stable name on the wire. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
