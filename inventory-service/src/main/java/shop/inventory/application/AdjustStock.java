package shop.inventory.application;

import java.time.Clock;
import java.util.List;
import java.util.function.LongConsumer;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import shop.inventory.domain.Adjustment;
import shop.inventory.domain.InventoryException;
import shop.inventory.domain.ProductId;
import shop.inventory.domain.Stock;

/** Changes what is on hand on an admin's word. */
@Service
public class AdjustStock {

    private final Stocks stocks;
    private final Clock clock;

    AdjustStock(Stocks stocks, Clock clock) {
        this.stocks = stocks;
        this.clock = clock;
    }

    @Transactional
    public Adjusted adjust(Command command) {
        var stock = stocks.lock(command.product())
                .orElseThrow(() -> new InventoryException.UnknownProduct(command.product()));
        if (stocks.remembers(command.adjustment().operation())) {
            // A repeat after a crash between commit and answer: a delta must not count twice.
            return new Adjusted(stock, stock.onHand(), true);
        }
        var before = stock.onHand();
        command.versionCheck().accept(stock.version());
        switch (command.change()) {
            case Change.By(var delta) -> stock.adjust(delta, command.adjustment(), clock.instant());
            case Change.To(var onHand) -> stock.count(onHand, command.adjustment(), clock.instant());
        }
        stocks.save(List.of(stock));
        return new Adjusted(stock, before, false);
    }

    /**
     * What came of it.
     *
     * @param before what was on hand
     * @param repeated whether it was done before, and nothing now
     */
    public record Adjusted(Stock stock, long before, boolean repeated) {}

    /**
     * An admin's wish.
     *
     * @param versionCheck gets the locked stock's version and throws if the change was meant for another one
     */
    public record Command(ProductId product, Change change, Adjustment adjustment, LongConsumer versionCheck) {}

    /** What an admin wants of the stock on hand. */
    public sealed interface Change {

        /** More, or less with a negative delta. */
        record By(long delta) implements Change {}

        /** What was counted. */
        record To(long onHand) implements Change {}
    }
}
