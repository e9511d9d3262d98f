package shop.inventory.application;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import shop.inventory.domain.Drift;
import shop.inventory.domain.ProductId;

/** Looks whether the movements of each product add up to its stock, page by page, so that no look holds the database for long. */
@Service
public class CheckLedger {

    private static final Logger log = LoggerFactory.getLogger(CheckLedger.class);

    private static final int PAGE = 1_000;

    /** What one report names at most; if that many drift, the first ones tell what is wrong. */
    private static final int MOST_DRIFTS = 1_000;

    private final Ledger ledger;
    private final Clock clock;
    private volatile @Nullable Report last;

    CheckLedger(Ledger ledger, Clock clock, MeterRegistry meters) {
        this.ledger = ledger;
        this.clock = clock;
        Gauge.builder("inventory.ledger.drifts", this, CheckLedger::drifts)
                .description("Products whose movements do not add up to their stock, by the last check")
                .register(meters);
    }

    /** What the last check of this instance found; checks if there was none yet. */
    public Report last() {
        var known = last;
        return known == null ? check() : known;
    }

    public synchronized Report check() {
        var checkedAt = clock.instant();
        var products = 0L;
        var driftsTotal = 0L;
        var drifts = new ArrayList<Drift>();
        @Nullable ProductId after = null;
        Ledger.Page page;
        do {
            page = ledger.compare(after, PAGE);
            after = page.last();
            products += page.products();
            driftsTotal += page.drifts().size();
            page.drifts().stream().limit(MOST_DRIFTS - drifts.size()).forEach(drifts::add);
        } while (page.products() == PAGE);
        drifts.forEach(drift -> log.error("The movements do not add up to the stock: {}", drift));
        var report = new Report(checkedAt, products, driftsTotal, drifts);
        last = report;
        return report;
    }

    private double drifts() {
        var known = last;
        return known == null ? Double.NaN : known.driftsTotal();
    }

    /**
     * What a check found.
     *
     * @param products how many were compared
     * @param drifts the first of {@code driftsTotal}
     */
    public record Report(Instant checkedAt, long products, long driftsTotal, List<Drift> drifts) {

        public Report {
            drifts = List.copyOf(drifts);
        }
    }
}
