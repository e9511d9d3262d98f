package shop.events;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import shop.jobs.Worker;

/** Outbox and inbox of a service with a PostgreSQL database. */
@AutoConfiguration(
        after = EventsAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration",
            "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration"
        })
@ConditionalOnClass({JdbcClient.class, Flyway.class})
@ConditionalOnBean(DataSource.class)
@EnableConfigurationProperties(InboxProperties.class)
class JdbcEventsAutoConfiguration {

    @Bean
    EventsSchema eventsSchema(DataSource dataSource) {
        return new EventsSchema(dataSource);
    }

    @Bean
    OutboxTable outboxTable(JdbcClient jdbc, ObjectProvider<Clock> clock) {
        return new OutboxTable(jdbc, clockOf(clock));
    }

    @Bean
    OutboxBacklog outboxBacklog(OutboxTable table) {
        return table::backlog;
    }

    @Bean
    ParkedEvents parkedEvents(JdbcClient jdbc, OutboxRelay relay) {
        return new ParkedRows(jdbc, relay);
    }

    @Bean
    Outbox outbox(DataSource dataSource, OutboxTable table, Envelopes envelopes, OutboxRelay relay) {
        return new JdbcOutbox(dataSource, table, envelopes, relay);
    }

    @Bean
    OutboxRelay outboxRelay(
            DataSource dataSource,
            OutboxTable table,
            EventSender sender,
            OutboxProperties properties,
            ObjectProvider<PublishedEvents> hooks,
            ObjectProvider<MeterRegistry> meterRegistry,
            ObjectProvider<Clock> clock) {
        var meters = new OutboxMeters(
                meterRegistry.getIfAvailable(SimpleMeterRegistry::new),
                "postgresql",
                clockOf(clock),
                new CachedBacklog(table::backlog, System::nanoTime));
        // Plain JDBC even in a JPA service, which has no business in a relay.
        var transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        return new OutboxRelay(
                table, transaction, sender, meters, hooks.orderedStream().toList(), properties);
    }

    @Bean
    JdbcInbox inbox(JdbcClient jdbc, PlatformTransactionManager transactions, ObjectProvider<Clock> clock) {
        return new JdbcInbox(jdbc, new TransactionTemplate(transactions), clockOf(clock));
    }

    @Bean
    Worker inboxPruning(JdbcInbox inbox, InboxProperties properties, OutboxProperties outbox) {
        return RelayWorkers.named("inbox-pruning", properties.pruneInterval(), outbox)
                .task(() -> inbox.prune(properties.retention()));
    }

    private static Clock clockOf(ObjectProvider<Clock> clock) {
        return clock.getIfAvailable(Clock::systemUTC);
    }
}
