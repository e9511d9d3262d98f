package shop.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import shop.test.Infrastructure;

class MigrationTest {

    static final HikariDataSource POOL = new HikariDataSource();

    @BeforeAll
    static void connect() {
        var database = Infrastructure.shared().newDatabase("migrations");
        POOL.setJdbcUrl(database.url());
        POOL.setUsername(database.user());
        POOL.setPassword(database.password());
        POOL.setMaximumPoolSize(1);
        POOL.addDataSourceProperty("socketTimeout", "1");
    }

    @AfterAll
    static void close() {
        POOL.close();
    }

    @Test
    void aMigrationMayBeSilentForLongerThanARequest() throws SQLException {
        var configuration = Flyway.configure().dataSource(POOL);
        new MigrationAutoConfiguration().patientMigrations().customize(configuration);

        assertThat(isAnsweredAfterTheLimit(configuration.getDataSource())).isTrue();
    }

    @Test
    void requestsKeepTheirLimit() throws SQLException {
        try (var used = new MigrationAutoConfiguration.PatientDataSource(POOL).getConnection()) {
            assertThat(used.getNetworkTimeout()).isZero();
        }

        assertThatThrownBy(() -> isAnsweredAfterTheLimit(POOL)).isInstanceOf(SQLException.class);
    }

    private static boolean isAnsweredAfterTheLimit(DataSource database) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            return statement.execute("select pg_sleep(1.5)");
        }
    }
}
