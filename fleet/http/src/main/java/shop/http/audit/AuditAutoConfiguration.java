package shop.http.audit;

import java.time.Clock;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.core.env.Environment;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import shop.http.retention.Retention;

/** Gives each service with a store of its own an audit log in it. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration",
            "shop.http.idempotency.IdempotencyStoreAutoConfiguration"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(AuditProperties.class)
class AuditAutoConfiguration {

    private static final String NAME = "spring.application.name";

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({JdbcClient.class, Flyway.class})
    @ConditionalOnSingleCandidate(DataSource.class)
    @ConditionalOnBean(name = Jdbc.SCHEMA)
    static class Jdbc {

        /** The bean that makes fleet-http's tables. */
        static final String SCHEMA = "idempotencyStore";

        @Bean
        @DependsOn(SCHEMA)
        JdbcAuditLog auditLog(DataSource database, Environment environment, Clock clock) {
            return new JdbcAuditLog(JdbcClient.create(database), environment.getRequiredProperty(NAME), clock);
        }

        @Bean
        AuditController auditController(JdbcAuditLog log) {
            return new AuditController(log);
        }

        @Bean
        Retention auditRetention(JdbcAuditLog log, AuditProperties properties) {
            return new Retention("audit entries", properties.retention(), log::deleteBefore);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MongoOperations.class)
    @ConditionalOnSingleCandidate(MongoOperations.class)
    static class Mongodb {

        @Bean
        MongodbAuditLog auditLog(MongoOperations mongo, Environment environment, Clock clock) {
            return new MongodbAuditLog(mongo, environment.getRequiredProperty(NAME), clock);
        }

        @Bean
        AuditController auditController(MongodbAuditLog log) {
            return new AuditController(log);
        }

        @Bean
        Retention auditRetention(MongodbAuditLog log, AuditProperties properties) {
            return new Retention("audit entries", properties.retention(), log::deleteBefore);
        }
    }
}
