package shop.proof.prove.check;

import java.util.List;

/** Everything that must be true of a shop at rest: 1 to 18 as the table in RELIABILITY.md has them, and what was promised besides. */
public final class Invariants {

    private Invariants() {}

    /** How one is checked. */
    @FunctionalInterface
    private interface Procedure {
        void check(Evidence evidence, Findings findings) throws Exception;
    }

    private record Named(int number, String title, Procedure procedure) implements Invariant {

        @Override
        public void check(Evidence evidence, Findings findings) throws Exception {
            procedure.check(evidence, findings);
        }
    }

    /** The numbers of all. */
    public static List<Integer> numbers() {
        return all().stream().map(Invariant::number).toList();
    }

    static List<Invariant> all() {
        return List.of(
                new Named(1, "no acknowledged order is lost", ClientInvariants::noAcknowledgedOrderIsLost),
                new Named(2, "no key makes two orders", ClientInvariants::noKeyMakesTwoOrders),
                new Named(3, "unknown outcomes resolve", ClientInvariants::unknownOutcomesResolve),
                new Named(4, "no double charge", MoneyInvariants::noDoubleCharge),
                new Named(5, "paid if and only if charged", MoneyInvariants::paidIfAndOnlyIfCharged),
                new Named(6, "no oversell", StockInvariants::noOversell),
                new Named(7, "no leaked hold", StockInvariants::noLeakedHold),
                new Named(8, "money is conserved", MoneyInvariants::moneyIsConserved),
                new Named(9, "outboxes are drained", EventInvariants::outboxesAreDrained),
                new Named(10, "events keep their order", EventInvariants::eventsKeepTheirOrder),
                new Named(11, "every event has its effect once", EventInvariants::everyEventHasItsEffectOnce),
                new Named(12, "what has begun ends", ViewInvariants::whatHasBegunEnds),
                new Named(13, "dead letters are the poisoned records", EventInvariants::deadLettersAreThePoisonedOnes),
                new Named(14, "read models converge", ViewInvariants::readModelsConverge),
                new Named(15, "sessions end", ClientInvariants::sessionsEnd),
                new Named(16, "every fact is mailed", EventInvariants::everyFactIsMailed),
                new Named(17, "reads are monotone", ClientInvariants::readsAreMonotone),
                new Named(18, "interfaces show every row", ViewInvariants::interfacesShowEveryRow),
                new Named(
                        19,
                        "what clients were answered stays true",
                        ClientInvariants::whatClientsWereAnsweredStaysTrue),
                new Named(
                        20,
                        "orders are explained by their payment",
                        MoneyInvariants::everyOrderIsExplainedByItsPayment),
                new Named(21, "ledger, payments and provider agree", MoneyInvariants::ledgerAndProviderAgree),
                new Named(22, "the reconciliation finds no drift", MoneyInvariants::reconciliationFindsNoDrift),
                new Named(23, "no paid order expires", ClientInvariants::noPaidOrderExpires),
                new Named(24, "risky orders wait for staff", RiskInvariants::riskyOrdersWaitForStaff),
                new Named(25, "failures are announced", ClientInvariants::failuresAreAnnounced));
    }
}
