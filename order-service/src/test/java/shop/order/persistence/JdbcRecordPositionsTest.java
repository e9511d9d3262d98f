package shop.order.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import shop.order.application.RecordPositions.RecordPosition;
import shop.order.domain.OrderId;
import shop.test.Infrastructure;
import shop.test.Parallel;

class JdbcRecordPositionsTest {

    static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    static final Instant LIMIT = NOW.minus(Duration.ofDays(90));

    static final JdbcClient SQL = database();

    final JdbcRecordPositions positions = new JdbcRecordPositions(SQL);
    final OrderId order = new OrderId(UUID.randomUUID());

    private static JdbcClient database() {
        var made = Infrastructure.shared().newDatabase("positions");
        var connections = new DriverManagerDataSource(made.url(), made.user(), made.password());
        Flyway.configure().dataSource(connections).load().migrate();
        return JdbcClient.create(connections);
    }

    @BeforeEach
    void startsEmpty() {
        SQL.sql("DELETE FROM order_event").update();
    }

    @Test
    void whatIsOldGoesAndWhatIsYoungStaysOfOneOrderToo() {
        positions.addAll(List.of(
                position(1, LIMIT.minusSeconds(86_400)),
                position(2, LIMIT.minusNanos(1_000)),
                position(3, LIMIT),
                position(4, NOW)));

        assertThat(positions.deleteBefore(LIMIT, 100)).isEqualTo(2);

        assertThat(positions.of(order)).extracting(RecordPosition::offset).containsExactly(3L, 4L);
        assertThat(positions.deleteBefore(LIMIT, 100)).isZero();
    }

    @Test
    void aBatchTakesTheOldestFirst() {
        positions.addAll(IntStream.range(0, 10)
                .mapToObj(number -> position(number, LIMIT.minusSeconds(1 + number)))
                .toList());

        assertThat(positions.deleteBefore(LIMIT, 4)).isEqualTo(4);

        assertThat(positions.of(order)).extracting(RecordPosition::offset).containsExactly(5L, 4L, 3L, 2L, 1L, 0L);
    }

    @Test
    void twoInstancesAtOnceDeleteEachOnce() {
        positions.addAll(IntStream.range(0, 500)
                .mapToObj(number -> position(number, LIMIT.minusSeconds(1 + number)))
                .toList());
        positions.addAll(List.of(position(500, NOW)));

        var deleted = Parallel.times(4, () -> {
            var all = 0L;
            long last;
            do {
                last = positions.deleteBefore(LIMIT, 20);
                all += last;
            } while (last > 0);
            return all;
        });
        // One that saw only rows which others were at has ended early; the next look finds them.
        var left = positions.deleteBefore(LIMIT, 500);

        assertThat(deleted.stream().mapToLong(Long::longValue).sum() + left).isEqualTo(500);
        assertThat(positions.of(order)).extracting(RecordPosition::offset).containsExactly(500L);
    }

    private RecordPosition position(long offset, Instant at) {
        return new RecordPosition(order, "order_status", 1, offset, UUID.randomUUID(), "order.status.v1", 2, at);
    }
}
