package shop.payment.application;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;
import shop.kernel.Money;
import shop.payment.application.LedgerBalances.Account;
import shop.payment.application.LedgerBalances.Sums;
import shop.payment.domain.Drift;
import shop.payment.domain.DriftKind;
import shop.payment.domain.PaymentId;

/**
 * Holds the ledger against the payments and against itself. A check looks at the payments that changed and at those whose postings came since
 * the last one; a full check looks at every payment, and counts every posting again, so that it also finds a change in old rows.
 */
@Service
public class CheckLedger {

    private static final int FOUND_AT_ONCE = 200;
    private static final int PAYMENTS_AT_ONCE = 5_000;

    /** Of 150 bytes each: a second's work at most, far below the lease. */
    private static final long POSTINGS_AT_ONCE = 20_000;

    private final ReconciliationRecords records;
    private final LedgerBalances balances;
    private final TransactionOperations transactions;

    CheckLedger(ReconciliationRecords records, LedgerBalances balances, TransactionOperations transactions) {
        this.records = records;
        this.balances = balances;
        this.transactions = transactions;
    }

    /**
     * Looks for drifts; called by the one instance that holds the lease.
     *
     * @param from the first change of a payment that is looked at, unless the check is full
     * @param open payments that had a drift by the check before
     * @param lease renews the lease, in the transaction that is open if there is one; throws if another instance has it
     */
    Collection<Drift> check(Instant from, Instant to, Collection<PaymentId> open, boolean full, Runnable lease) {
        var found = new LinkedHashMap<String, Drift>();
        add(found, records.ledgerDrifts(from, to, FOUND_AT_ONCE));
        add(found, records.ledgerDrifts(open));
        followPostings(found, lease);
        if (full) {
            comparePayments(found, lease);
            compareBalances(found, to, lease);
        }
        return found.values();
    }

    private void followPostings(Map<String, Drift> found, Runnable lease) {
        var checkpoint = balances.checkpoint();
        var stable = balances.stable();
        while (checkpoint < stable) {
            var from = checkpoint;
            var to = Math.min(stable, from + POSTINGS_AT_ONCE);
            transactions.executeWithoutResult(_ -> {
                lease.run();
                balances.advance(from, to);
            });
            add(found, records.ledgerDriftsOfPostings(from, to, FOUND_AT_ONCE));
            checkpoint = to;
        }
    }

    private void comparePayments(Map<String, Drift> found, Runnable lease) {
        Optional<PaymentId> after = Optional.empty();
        do {
            var last = records.lastOfPage(after.orElse(null), PAYMENTS_AT_ONCE);
            add(found, records.ledgerDriftsOfPage(after.orElse(null), last.orElse(null), FOUND_AT_ONCE));
            after = last;
            lease.run();
        } while (after.isPresent());
    }

    private void compareBalances(Map<String, Drift> found, Instant seen, Runnable lease) {
        var end = balances.checkpoint();
        var counted = new HashMap<Account, Sums>();
        for (var from = 0L; from < end; from += POSTINGS_AT_ONCE) {
            balances.counted(from, Math.min(end, from + POSTINGS_AT_ONCE))
                    .forEach((account, sums) -> counted.merge(account, sums, Sums::plus));
            lease.run();
        }
        var kept = balances.kept();
        var accounts = new LinkedHashSet<>(kept.keySet());
        accounts.addAll(counted.keySet());
        for (var account : accounts) {
            var before = kept.getOrDefault(account, Sums.NONE);
            var now = counted.getOrDefault(account, Sums.NONE);
            if (!before.equals(now)) {
                var drift = changed(account, before, now, seen);
                found.put(drift.subject(), drift);
            }
        }
    }

    private static Drift changed(Account account, Sums before, Sums now, Instant seen) {
        var debit = before.debitMinor() != now.debitMinor();
        return new Drift(
                DriftKind.LEDGER_CHANGED,
                account.name() + " " + account.currency().getCurrencyCode(),
                null,
                null,
                null,
                null,
                new Money(debit ? before.debitMinor() : before.creditMinor(), account.currency()),
                new Money(debit ? now.debitMinor() : now.creditMinor(), account.currency()),
                "postings that were checked before were changed, removed or added: the " + (debit ? "debit" : "credit")
                        + " side of " + account.name() + " had another sum",
                seen);
    }

    private static void add(Map<String, Drift> found, Collection<Drift> drifts) {
        drifts.forEach(drift -> found.put(drift.subject(), drift));
    }
}
