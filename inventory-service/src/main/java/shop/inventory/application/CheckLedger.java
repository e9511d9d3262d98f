package shop.inventory.application;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import shop.inventory.application.Ledger.Report;
import shop.inventory.domain.Drift;
import shop.inventory.domain.ProductId;

/**
 * Looks whether the movements of each product add up to its stock, page by page, so that no look holds the database for long. One instance
 * looks for all. A look goes on from where the one before was; now and then one adds up all movements from the first.
 */
@Service
public class CheckLedger {

    private static final Logger log = LoggerFactory.getLogger(CheckLedger.class);

    /** Of most products nothing has moved since the last look. */
    private static final int PAGE = 1_000;

    /** All that ever moved of one product may be a hundred thousand rows. */
    private static final int FULL_PAGE = 20;

    /** What one report names at most; if that many drift, the first ones show what is wrong. */
    private static final int MOST_DRIFTS = 1_000;

    /** Renewed page by page. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    private final Ledger ledger;
    private final LedgerPolicy policy;
    private volatile double drifts = Double.NaN;

    CheckLedger(Ledger ledger, LedgerPolicy policy, MeterRegistry meters) {
        this.ledger = ledger;
        this.policy = policy;
        Gauge.builder("inventory.ledger.drifts", () -> drifts)
                .description("Products whose movements do not add up to their stock, by the last check of any instance")
                .register(meters);
    }

    /** What the last check found, whichever instance made it; checks if there was none yet. */
    public Report last() {
        return ledger.last().orElseGet(this::check);
    }

    /** Checks if it is time to, and no other instance is at it; else takes note of what another one has found. */
    public void checkIfDue() {
        ledger.begin(false, LEASE)
                .flatMap(this::run)
                .or(ledger::last)
                .ifPresent(report -> drifts = report.driftsTotal());
    }

    /** Checks now what has moved since the last check. */
    public Report check() {
        while (true) {
            var report = ledger.begin(true, LEASE).flatMap(this::run);
            if (report.isPresent()) {
                drifts = report.get().driftsTotal();
                return report.get();
            }
        }
    }

    private Optional<Report> run(Ledger.Check check) {
        var size = check.full() ? FULL_PAGE : PAGE;
        var products = 0L;
        var driftsTotal = 0L;
        var named = new ArrayList<Drift>();
        @Nullable ProductId after = null;
        Ledger.Page page;
        do {
            var compared = ledger.compare(check, after, size, LEASE);
            if (compared.isEmpty()) {
                return Optional.empty();
            }
            page = compared.get();
            after = page.last();
            products += page.products();
            driftsTotal += page.drifts().size();
            page.drifts().stream().limit(MOST_DRIFTS - named.size()).forEach(named::add);
        } while (page.products() == size);
        named.forEach(drift -> log.error("The movements do not add up to the stock: {}", drift));
        ledger.end(check, products, driftsTotal, named, policy);
        return ledger.last();
    }
}
