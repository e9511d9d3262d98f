package shop.order.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import shop.order.domain.OrderNumber;
import shop.test.Infrastructure;

/** What migrations do with the rows of the version before. */
class MigrationsTest {

    private static final int ORDERS = 1_000;

    @Test
    void ordersFromBeforeGetANumberAndSoDoThoseThatTheVersionBeforeStillWrites() {
        var database = Infrastructure.shared().newDatabase("orders");
        var connections = new DriverManagerDataSource(database.url(), database.user(), database.password());
        var sql = JdbcClient.create(connections);
        Flyway.configure().dataSource(connections).target("8").load().migrate();
        addOrders(sql, ORDERS);

        Flyway.configure().dataSource(connections).load().migrate();
        addOrders(sql, 1);

        assertThat(numbers(sql))
                .hasSize(ORDERS + 1)
                .doesNotHaveDuplicates()
                .allSatisfy(text -> assertThat(OrderNumber.parse(text)).contains(new OrderNumber(text)));
    }

    private static void addOrders(JdbcClient sql, int count) {
        sql.sql("""
                INSERT INTO orders (id, customer_id, status, status_since, payment_status, payment_version, total_minor, currency,
                                    reserved_until, version, created_at, ship_name, ship_line1, ship_city, ship_postal_code, ship_country)
                SELECT gen_random_uuid(), gen_random_uuid(), 'PENDING', now(), 'UNPAID', 0, 100, 'EUR',
                       now(), 1, now(), 'Ada', '1 Row', 'London', 'N1', 'GB'
                  FROM generate_series(1, :count)
                """).param("count", count).update();
    }

    private static List<String> numbers(JdbcClient sql) {
        return sql.sql("SELECT number FROM orders")
                .query((row, _) -> new OrderNumber(row.getString("number")).value())
                .list();
    }
}
