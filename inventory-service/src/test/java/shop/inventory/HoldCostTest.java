package shop.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.inventory.support.InventorySamples.confirmed;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import shop.inventory.application.ApplyOrderUpdate;
import shop.inventory.application.ApplyProductUpdate;
import shop.inventory.application.FindStock;
import shop.inventory.application.PlaceHold;
import shop.inventory.domain.AttemptId;
import shop.inventory.domain.HoldLine;
import shop.inventory.domain.OrderId;
import shop.inventory.domain.ProductId;
import shop.test.FleetTest;
import shop.test.StatementLog;

/** What the stock of one order may cost: a statement or a commit more has to be wanted. */
@FleetTest
@Import(StatementLog.class)
@TestPropertySource(properties = "inventory.sweep-every=1h")
class HoldCostTest {

    @Autowired
    StatementLog log;

    @Autowired
    JdbcClient sql;

    @Autowired
    PlaceHold placeHold;

    @Autowired
    ApplyOrderUpdate applyOrderUpdate;

    @Autowired
    ApplyProductUpdate applyProductUpdate;

    @Autowired
    FindStock findStock;

    final ProductId mug = new ProductId(UUID.randomUUID());
    final ProductId lamp = new ProductId(UUID.randomUUID());

    @BeforeEach
    void stockTwoProducts() {
        applyProductUpdate.follow(mug, "MUG", 1, 100);
        applyProductUpdate.follow(lamp, "LAMP", 1, 100);
    }

    @Test
    void aHoldOfTwoLinesIsFourStatementsAndOneCommit() {
        log.clear();

        hold();

        var entries = onThreads("holds-");
        assertThat(StatementLog.statements(entries)).as("%s", entries).hasSize(4);
        assertThat(StatementLog.transactions(entries)).as("%s", entries).isEqualTo(1);
    }

    @Test
    void theSaleOfManyOrdersIsFiveStatementsAndOneCommit() {
        var orders = Stream.generate(this::hold).limit(10).toList();
        log.clear();

        applyOrderUpdate.follow(
                orders.stream().map(order -> confirmed(order, 2)).toList());

        var entries = onThreads(Thread.currentThread().getName());
        assertThat(StatementLog.statements(entries)).as("%s", entries).hasSize(5);
        assertThat(StatementLog.transactions(entries)).as("%s", entries).isEqualTo(1);
        assertThat(findStock.find(mug).onHand()).isEqualTo(90);
    }

    @Test
    void aSaleThatComesAgainIsOneStatement() {
        var order = hold();
        applyOrderUpdate.follow(List.of(confirmed(order, 2)));
        log.clear();

        applyOrderUpdate.follow(List.of(confirmed(order, 2)));

        assertThat(StatementLog.statements(onThreads(Thread.currentThread().getName())))
                .hasSize(1);
    }

    /** Else each hold and sale of a product that sells would write entries of the index and leave the old ones behind. */
    @Test
    void noIndexCoversWhatAHoldChanges() {
        assertThat(sql.sql("SELECT indexname FROM pg_indexes WHERE tablename = 'stock'")
                        .query(String.class)
                        .list())
                .containsExactly("stock_pkey");
    }

    private OrderId hold() {
        var order = new OrderId(UUID.randomUUID());
        placeHold.place(new PlaceHold.Command(
                order,
                new AttemptId(UUID.randomUUID()),
                Instant.now().plusSeconds(900),
                List.of(new HoldLine(mug, "MUG", 1), new HoldLine(lamp, "LAMP", 1))));
        return order;
    }

    private List<StatementLog.Entry> onThreads(String prefix) {
        return log.entries().stream()
                .filter(entry -> entry.thread().startsWith(prefix))
                .toList();
    }
}
