package shop.inventory.application;

import io.micrometer.core.instrument.MeterRegistry;

/** Makes checks for tests in other packages. */
public final class Ledgers {

    private Ledgers() {}

    public static CheckLedger check(Ledger ledger, LedgerPolicy policy, MeterRegistry meters) {
        return new CheckLedger(ledger, policy, meters);
    }
}
