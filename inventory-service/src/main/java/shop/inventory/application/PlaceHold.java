package shop.inventory.application;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.stereotype.Service;
import shop.inventory.domain.AttemptId;
import shop.inventory.domain.Hold;
import shop.inventory.domain.HoldLine;
import shop.inventory.domain.OrderId;

/**
 * Sets stock aside for an order: all lines or none. Holds that are asked for at the same time are decided in one transaction, so that
 * buyers of one product do not queue for its row one commit after the other (ADR 22).
 */
@Service
public class PlaceHold {

    private static final Logger log = LoggerFactory.getLogger(PlaceHold.class);

    /** Name of the counter of transactions that the database ended for their locks. */
    public static final String DEADLOCKS = "inventory.holds.deadlocks";

    /** The second attempt looks for what is there, the third finds what another instance adds in between; more would be no chance meeting. */
    private static final int MOST_ATTEMPTS = 4;

    private final DecideHolds decideHolds;
    private final DistributionSummary together;
    private final Counter deadlocks;
    private final CommandBatcher<Command, HoldResult> batcher;

    PlaceHold(DecideHolds decideHolds, BatchPolicy policy, MeterRegistry meters) {
        this.decideHolds = decideHolds;
        this.together = DistributionSummary.builder("inventory.holds.together")
                .description("Holds that were decided in one transaction")
                .register(meters);
        this.deadlocks = Counter.builder(DEADLOCKS)
                .description(
                        "Transactions that the database ended for their locks and that were tried again; there should be none")
                .register(meters);
        this.batcher = new CommandBatcher<>(
                "holds", this::decide, command -> command.lines().size(), policy);
        Gauge.builder("inventory.holds.waiting", batcher, CommandBatcher::waiting)
                .description("Holds that wait for a transaction to take them")
                .register(meters);
    }

    /**
     * Takes the stock, or refuses and takes nothing.
     *
     * @return the order's hold; for a repeat the one that the first request got
     * @throws TooBusyException if there is no answer in time; a repeat is welcome and learns what became of it
     */
    public Hold place(Command command) {
        return switch (batcher.submit(command)) {
            case HoldResult.Held(var hold) -> {
                var order = hold.order().value();
                log.atInfo()
                        .addKeyValue("orderId", order)
                        .log("{} lines of order {} are held", hold.lines().size(), order);
                yield hold;
            }
            case HoldResult.Refused(var refusal) -> throw refusal;
        };
    }

    private List<HoldResult> decide(List<Command> commands) {
        together.record(commands.size());
        for (var attempt = 1; ; attempt++) {
            try {
                // Almost all are new, so what is there is looked for only after that has failed.
                return attempt == 1 ? decideHolds.decideNew(commands) : decideHolds.decide(commands);
            } catch (ConcurrencyFailureException raced) {
                if (raced instanceof PessimisticLockingFailureException) {
                    deadlocks.increment();
                }
                if (attempt == MOST_ATTEMPTS) {
                    throw raced;
                }
            }
        }
    }

    @PreDestroy
    void close() {
        batcher.close();
    }

    /**
     * What an order wants.
     *
     * @param attempt who asks; null from an order-service that does not say it
     * @param lines one per product
     */
    public record Command(OrderId order, @Nullable AttemptId attempt, Instant expiresAt, List<HoldLine> lines) {

        public Command {
            lines = List.copyOf(lines);
        }
    }
}
