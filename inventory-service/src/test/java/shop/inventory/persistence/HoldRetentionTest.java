package shop.inventory.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import shop.inventory.domain.Hold;
import shop.inventory.domain.HoldState;
import shop.inventory.domain.OrderId;
import shop.jdbc.Sql;
import shop.test.Infrastructure;
import shop.test.Parallel;

class HoldRetentionTest {

    static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    static final Instant LIMIT = NOW.minus(Duration.ofDays(90));
    static final Instant OLD = LIMIT.minusSeconds(1);

    static final JdbcClient SQL = database();

    final JdbcHolds holds = new JdbcHolds(SQL, Clock.systemUTC());

    private static JdbcClient database() {
        var made = Infrastructure.shared().newDatabase("holds");
        var connections = new DriverManagerDataSource(made.url(), made.user(), made.password());
        Flyway.configure().dataSource(connections).load().migrate();
        return JdbcClient.create(connections);
    }

    @BeforeEach
    void startsEmpty() {
        SQL.sql("DELETE FROM hold_line").update();
        SQL.sql("DELETE FROM hold").update();
    }

    @Test
    void whatWasGivenBackLongAgoGoesWithItsLinesAndAllElseStays() {
        for (var state : HoldState.values()) {
            add(state, OLD);
            add(state, LIMIT);
            add(state, NOW);
        }

        assertThat(holds.deleteGivenBack(LIMIT, 100)).isEqualTo(3);

        assertThat(SQL.sql("SELECT state FROM hold WHERE changed_at < :limit")
                        .param("limit", Sql.time(LIMIT))
                        .query((row, _) -> HoldState.valueOf(row.getString("state")))
                        .list())
                .as("held or sold, its stock still depends on it")
                .containsExactlyInAnyOrder(HoldState.HELD, HoldState.COMMITTED, HoldState.SHORT);
        assertThat(count("hold")).isEqualTo(3 * HoldState.values().length - 3);
        assertThat(count("hold_line")).isEqualTo(2 * count("hold"));
        assertThat(holds.deleteGivenBack(LIMIT, 100)).isZero();
    }

    /** Then its update writes no index entry. */
    @Test
    void aStepThatChangesNothingOfAHoldKeepsItsTime() {
        var order = new OrderId(add(HoldState.HELD, OLD));
        var hold = holds.lock(List.of(order)).getFirst();
        assertThat(hold.recordOrderVersion(7)).isTrue();

        holds.saveAll(List.of(hold));

        assertThat(holds.lock(List.of(order)).getFirst().orderVersion()).isEqualTo(7);
        assertThat(changedAt(order)).isEqualTo(OLD);

        holds.saveAll(List.of(
                Hold.restore(order, hold.lines(), hold.askedAt(), hold.expiresAt(), HoldState.EXPIRED, 8, List.of())));

        assertThat(changedAt(order)).isAfter(OLD);
    }

    private static Instant changedAt(OrderId order) {
        return SQL.sql("SELECT changed_at FROM hold WHERE order_id = :order")
                .param("order", order.value())
                .query((row, _) -> Sql.instant(row, "changed_at"))
                .single();
    }

    @Test
    void aBatchTakesTheOldestFirst() {
        var oldest = Stream.of(5, 4, 3, 2, 1)
                .map(days -> add(HoldState.EXPIRED, LIMIT.minus(Duration.ofDays(days))))
                .toList();

        assertThat(holds.deleteGivenBack(LIMIT, 2)).isEqualTo(2);

        assertThat(orders()).containsExactlyInAnyOrderElementsOf(oldest.subList(2, 5));
    }

    @Test
    void twoInstancesAtOnceDeleteEachHoldOnce() {
        for (var number = 0; number < 200; number++) {
            add(HoldState.RELEASED, OLD.minusSeconds(number));
        }
        add(HoldState.RELEASED, NOW);

        var deleted = Parallel.times(4, () -> {
            var all = 0L;
            long last;
            do {
                last = holds.deleteGivenBack(LIMIT, 7);
                all += last;
            } while (last > 0);
            return all;
        });

        assertThat(deleted.stream().mapToLong(Long::longValue).sum() + remaining())
                .isEqualTo(200);
        holds.deleteGivenBack(LIMIT, 200);
        assertThat(count("hold")).isEqualTo(1);
        assertThat(count("hold_line")).isEqualTo(2);
    }

    /** One that saw only rows which others were at has ended early; the next look finds them. */
    private long remaining() {
        return count("hold") - 1;
    }

    private static UUID add(HoldState state, Instant changedAt) {
        var order = UUID.randomUUID();
        SQL.sql("INSERT INTO hold VALUES (:order, :state, :at, 2, :at, :at)")
                .param("order", order)
                .param("state", state.name())
                .param("at", Sql.time(changedAt))
                .update();
        SQL.sql("INSERT INTO hold_line SELECT :order, gen_random_uuid(), 'SKU', 1 FROM generate_series(1, 2)")
                .param("order", order)
                .update();
        return order;
    }

    private static List<UUID> orders() {
        return SQL.sql("SELECT order_id FROM hold")
                .query((row, _) -> Sql.uuid(row, "order_id"))
                .list();
    }

    private static long count(String table) {
        return SQL.sql("SELECT count(*) FROM " + table).query(Long.class).single();
    }
}
