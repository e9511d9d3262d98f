package shop.payment.application;

import java.util.Currency;
import java.util.Map;

/** The ledger as a whole. The balances of its accounts are kept up to a checkpoint, so that a check reads only the postings after it. */
public interface LedgerBalances {

    /** The last posting that the kept balances hold. */
    long checkpoint();

    /**
     * The last posting that the checkpoint may be moved to: every one up to it is committed or will never be. A posting whose transaction
     * takes long, and of which the id is lower than that of others, holds this back.
     */
    long stable();

    /** Adds the postings after the first one up to the second one to the kept balances, and moves the checkpoint there. */
    void advance(long from, long to);

    /** What is kept. */
    Map<Account, Sums> kept();

    /** The same from the postings themselves, those after the first one up to the second one. */
    Map<Account, Sums> counted(long from, long to);

    /** An account has one balance per currency. */
    record Account(String name, Currency currency) {}

    /** What was booked on both sides of an account, in minor units. */
    record Sums(long debitMinor, long creditMinor) {

        static final Sums NONE = new Sums(0, 0);

        Sums plus(Sums other) {
            return new Sums(Math.addExact(debitMinor, other.debitMinor), Math.addExact(creditMinor, other.creditMinor));
        }
    }
}
