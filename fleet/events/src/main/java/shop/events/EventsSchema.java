package shop.events;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.InitializingBean;

/**
 * Makes the tables outbox and inbox, with a history of its own, so that a service's migrations hold its own tables only. Runs after the
 * service's own Flyway, which would refuse a schema that already has tables, and before anything that uses the database.
 */
final class EventsSchema implements InitializingBean {

    private final DataSource dataSource;

    EventsSchema(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public void afterPropertiesSet() {
        Flyway.configure()
                .dataSource(dataSource)
                .table("fleet_schema_history")
                .locations("classpath:db/fleet-events")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }
}
