package shop.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Lets migrations take their time: what rewrites a table of millions of rows is silent for longer than any request may be. */
@AutoConfiguration(beforeName = "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration")
@ConditionalOnClass({Flyway.class, FlywayConfigurationCustomizer.class, DelegatingDataSource.class})
class MigrationAutoConfiguration {

    @Bean
    FlywayConfigurationCustomizer patientMigrations() {
        return configuration -> {
            var requests = configuration.getDataSource();
            if (requests != null) {
                configuration.dataSource(new PatientDataSource(requests));
            }
        };
    }

    /** Gives connections without a limit on the time until an answer; the pool sets its own again when it gets them back. */
    static final class PatientDataSource extends DelegatingDataSource {

        private static final int NO_LIMIT = 0;

        PatientDataSource(DataSource requests) {
            super(requests);
        }

        @Override
        public Connection getConnection() throws SQLException {
            var connection = super.getConnection();
            connection.setNetworkTimeout(Runnable::run, NO_LIMIT);
            return connection;
        }
    }
}
