package shop.http.idempotency;

import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Finds out what the service can remember idempotency keys in. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class IdempotencyStoreAutoConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({JdbcClient.class, Flyway.class})
    @ConditionalOnSingleCandidate(DataSource.class)
    static class Jdbc {

        /** The table has a history of its own, so that the service's migrations know nothing of it. */
        @Bean
        @ConditionalOnMissingBean(IdempotencyStore.class)
        JdbcIdempotencyStore idempotencyStore(DataSource database) {
            Flyway.configure()
                    .dataSource(database)
                    .locations("classpath:db/fleet-http")
                    .table("fleet_web_schema_history")
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .load()
                    .migrate();
            return new JdbcIdempotencyStore(JdbcClient.create(database));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MongoOperations.class)
    @ConditionalOnSingleCandidate(MongoOperations.class)
    static class Mongodb {

        @Bean
        @ConditionalOnMissingBean(IdempotencyStore.class)
        MongodbIdempotencyStore idempotencyStore(MongoOperations mongo) {
            return new MongodbIdempotencyStore(mongo);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OperationIds implements WebMvcConfigurer {

        @Override
        public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
            resolvers.add(new OperationIdResolver());
        }

        /** A key that is taken and not honoured is worse than an error. */
        @Bean
        SmartInitializingSingleton idempotentMethodsNeedAStore(
                ObjectProvider<IdempotencyStore> stores,
                @Qualifier("requestMappingHandlerMapping") ObjectProvider<RequestMappingHandlerMapping> controllers) {
            return () -> controllers.ifAvailable(mapping -> mapping.getHandlerMethods().values().stream()
                    .filter(method -> method.hasMethodAnnotation(Idempotent.class))
                    .findFirst()
                    .filter(_ -> stores.getIfAvailable() == null)
                    .ifPresent(method -> {
                        throw new IllegalStateException(method
                                + " is @Idempotent, but there is neither PostgreSQL nor MongoDB to remember keys in");
                    }));
        }
    }
}
