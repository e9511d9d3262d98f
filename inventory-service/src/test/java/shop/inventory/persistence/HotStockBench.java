package shop.inventory.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import shop.inventory.application.ApplyProductUpdate;
import shop.inventory.application.FindStock;
import shop.inventory.application.HoldOneByOne;
import shop.inventory.application.PlaceHold;
import shop.inventory.domain.AttemptId;
import shop.inventory.domain.HoldLine;
import shop.inventory.domain.OrderId;
import shop.inventory.domain.ProductId;
import shop.test.FleetTest;
import shop.test.Infrastructure;
import shop.test.Parallel;

/**
 * How many buyers of one and the same product a second can serve: what the service does against what plain PostgreSQL does, in one run
 * on one server. The ways take turns, so that a machine that is slower for a while is so for all of them.
 *
 * <p>{@code ./mvnw verify -pl inventory-service -am -Dtest=HotStockBench -Dgroups=bench -DexcludedGroups=
 * -Dsurefire.failIfNoSpecifiedTests=false}
 */
@Tag("bench")
@FleetTest
@Import(HoldOneByOne.class)
@TestPropertySource(
        properties = {
            "inventory.hold-patience=30s",
            "spring.datasource.hikari.maximum-pool-size=20",
            "spring.datasource.hikari.connection-timeout=30000"
        })
class HotStockBench {

    static final List<Integer> BUYERS = List.of(16, 64);
    static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
    static final Duration ROUND = Duration.ofMillis(Long.getLong("bench.millis", 2_000));
    static final int PLENTY = 100_000_000;

    @Autowired
    PlaceHold placeHold;

    @Autowired
    HoldOneByOne holdOneByOne;

    @Autowired
    ApplyProductUpdate applyProductUpdate;

    @Autowired
    FindStock findStock;

    @Autowired
    JdbcClient sql;

    @Test
    void buyersOfOneProduct() throws SQLException {
        System.out.printf(
                "fsync %s, synchronous_commit %s, %s, %d processors%n",
                setting("fsync"),
                setting("synchronous_commit"),
                setting("server_version"),
                Runtime.getRuntime().availableProcessors());
        try (var plain = new PlainTables()) {
            for (var buyers : BUYERS) {
                compare(plain, buyers);
            }
        }
    }

    private void compare(PlainTables plain, int buyers) throws SQLException {
        plain.fill(25_000);
        var product = product();
        var ways = List.of(
                new Way("a guarded UPDATE", plain::update),
                new Way("b unit rows, SKIP LOCKED", plain::takeUnit),
                new Way("c holds one by one", () -> holdOneByOne.place(wish(product))),
                new Way("d combined holds", () -> placeHold.place(wish(product))));
        ways.forEach(way -> run(way, buyers));
        var heldBefore = findStock.find(product).held();
        var held = 0L;
        for (var round = 0; round < ROUNDS; round++) {
            for (var way : ways) {
                var began = System.nanoTime();
                var done = run(way, buyers);
                way.perSecond().add(done * 1e9 / (System.nanoTime() - began));
                held += way.name().contains("holds") ? done : 0;
            }
        }
        assertThat(findStock.find(product).held() - heldBefore)
                .as("each hold counted once")
                .isEqualTo(held);
        for (var way : ways) {
            System.out.printf(
                    "%2d buyers  %-26s median %6.0f/s  %5.2f of a  (%s)%n",
                    buyers,
                    way.name(),
                    way.median(),
                    way.median() / ways.getFirst().median(),
                    way.perSecond().stream().map("%.0f"::formatted).collect(Collectors.joining(" ")));
        }
    }

    private static long run(Way way, int buyers) {
        var done = new LongAdder();
        var end = System.nanoTime() + ROUND.toNanos();
        Parallel.times(buyers, () -> {
            while (System.nanoTime() < end) {
                way.once().run();
                done.increment();
            }
            return true;
        });
        return done.sum();
    }

    private ProductId product() {
        var product = new ProductId(UUID.randomUUID());
        applyProductUpdate.follow(product, "HOT", 1, PLENTY);
        return product;
    }

    private static PlaceHold.Command wish(ProductId product) {
        return new PlaceHold.Command(
                new OrderId(UUID.randomUUID()),
                new AttemptId(UUID.randomUUID()),
                Instant.now().plusSeconds(3_600),
                List.of(new HoldLine(product, "HOT", 1)));
    }

    private String setting(String name) {
        return sql.sql("SELECT current_setting(:name)")
                .param("name", name)
                .query(String.class)
                .single();
    }

    private record Way(String name, Runnable once, List<Double> perSecond) {

        Way(String name, Runnable once) {
            this(name, once, new ArrayList<>());
        }

        double median() {
            return perSecond.stream().sorted().toList().get(perSecond.size() / 2);
        }
    }

    /** What a programmer would write by hand: no ledger, no hold to expire, no event. One connection per buyer. */
    private static final class PlainTables implements AutoCloseable {

        private final HikariDataSource pool = pool();

        PlainTables() throws SQLException {
            try (var connection = pool.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("CREATE TABLE plain_stock (id int PRIMARY KEY, on_hand bigint, held bigint,"
                        + " CHECK (held >= 0 AND on_hand >= held))");
                statement.execute("CREATE TABLE plain_unit (id bigserial PRIMARY KEY, stock int, taken boolean)");
                statement.execute("CREATE INDEX plain_unit_free ON plain_unit (stock) WHERE NOT taken");
                statement.execute("INSERT INTO plain_stock VALUES (1, " + PLENTY + ", 0)");
            }
        }

        void fill(int units) throws SQLException {
            try (var connection = pool.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("TRUNCATE plain_unit");
                statement.execute("INSERT INTO plain_unit (stock, taken) SELECT 1, false FROM generate_series(1, "
                        + units * (ROUNDS + 1) + ")");
                statement.execute("VACUUM ANALYZE plain_unit");
            }
        }

        void update() {
            once("UPDATE plain_stock SET held = held + 1 WHERE id = 1 AND on_hand - held >= 1");
        }

        void takeUnit() {
            once("UPDATE plain_unit SET taken = true WHERE id ="
                    + " (SELECT id FROM plain_unit WHERE stock = 1 AND NOT taken LIMIT 1 FOR UPDATE SKIP LOCKED)");
        }

        private void once(String update) {
            try (Connection connection = pool.getConnection();
                    var statement = connection.prepareStatement(update)) {
                assertThat(statement.executeUpdate()).isEqualTo(1);
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        }

        private static HikariDataSource pool() {
            var database = Infrastructure.shared().newDatabase("bench");
            var config = new HikariConfig();
            config.setJdbcUrl(database.url());
            config.setUsername(database.user());
            config.setPassword(database.password());
            config.setMaximumPoolSize(BUYERS.getLast());
            config.setConnectionTimeout(30_000);
            return new HikariDataSource(config);
        }

        @Override
        public void close() {
            pool.close();
        }
    }
}
