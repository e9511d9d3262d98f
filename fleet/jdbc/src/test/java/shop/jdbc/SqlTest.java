package shop.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import shop.kernel.Money;
import shop.test.Infrastructure;

/** On a real database, because what a driver takes and gives is its own affair. */
class SqlTest {

    static final JdbcClient DATABASE = database();

    private static JdbcClient database() {
        var place = Infrastructure.shared().newDatabase("sql");
        return JdbcClient.create(new DriverManagerDataSource(place.url(), place.user(), place.password()));
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        var id = UUID.fromString("0198f3a0-0000-7000-8000-000000000001");
        var time = Instant.parse("2026-11-30T08:15:00.123456Z");

        DATABASE.sql(
                        "SELECT CAST(:id AS uuid) AS id, CAST(:time AS timestamptz) AS time, CAST(:minor AS bigint) AS minor, 'EUR' AS currency")
                .param("id", id)
                .param("time", Sql.time(time))
                .param("minor", 1250)
                .query((ResultSet row, int _) -> {
                    assertThat(Sql.uuid(row, "id")).isEqualTo(id).isEqualTo(Sql.uuidOrNull(row, "id"));
                    assertThat(Sql.instant(row, "time")).isEqualTo(time).isEqualTo(Sql.instantOrNull(row, "time"));
                    assertThat(Sql.money(row, "minor")).isEqualTo(Money.of(1250, "EUR"));
                    return true;
                })
                .single();
    }

    @Test
    void nothingIsReadAsNothing() {
        DATABASE.sql("SELECT CAST(NULL AS uuid) AS id, CAST(NULL AS timestamptz) AS time, CAST(NULL AS text) AS text")
                .query((ResultSet row, int _) -> {
                    assertThat(nothings(row)).containsOnlyNulls();
                    return true;
                })
                .single();
    }

    private static List<@Nullable Object> nothings(ResultSet row) throws SQLException {
        var all = new java.util.ArrayList<@Nullable Object>();
        all.add(Sql.uuidOrNull(row, "id"));
        all.add(Sql.instantOrNull(row, "time"));
        all.add(Sql.textOrNull(row, "text"));
        return all;
    }

    @Test
    void manyValuesAreOneParameter() {
        var ids = List.of(new UUID(1, 2), new UUID(3, 4));

        var found = DATABASE.sql("SELECT unnest(CAST(:ids AS uuid[]))")
                .param("ids", Sql.uuids(ids, id -> id))
                .query(UUID.class)
                .list();

        assertThat(found).isEqualTo(ids);
        assertThat(Sql.seconds(Duration.ofMillis(1500))).isEqualTo(1.5);
    }
}
