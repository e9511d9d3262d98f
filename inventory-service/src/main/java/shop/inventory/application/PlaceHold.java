package shop.inventory.application;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import shop.inventory.domain.Hold;
import shop.inventory.domain.HoldLine;
import shop.inventory.domain.OrderId;

/** Sets stock aside for an order: all lines or none. */
@Service
public class PlaceHold {

    private final Holds holds;
    private final Stocks stocks;
    private final Clock clock;

    PlaceHold(Holds holds, Stocks stocks, Clock clock) {
        this.holds = holds;
        this.stocks = stocks;
        this.clock = clock;
    }

    /**
     * Takes the stock, or refuses and takes nothing.
     *
     * @return the order's hold; for a repeat the one that the first request got
     */
    @Transactional
    public Hold place(Command command) {
        var hold = Hold.ask(command.order(), command.lines(), command.expiresAt());
        // The insert comes first: a parallel repeat waits here for the first request instead of taking stock of its
        // own.
        if (!holds.add(hold)) {
            var known = holds.lock(command.order()).orElseThrow();
            if (known.answersARepeat()) {
                return known;
            }
            holds.replace(hold);
        }
        var shelf = stocks.lock(hold.products());
        hold.take(shelf, clock.instant());
        stocks.save(shelf.stocks());
        return hold;
    }

    /**
     * What an order wants.
     *
     * @param lines one per product
     */
    public record Command(OrderId order, Instant expiresAt, List<HoldLine> lines) {

        public Command {
            lines = List.copyOf(lines);
        }
    }
}
