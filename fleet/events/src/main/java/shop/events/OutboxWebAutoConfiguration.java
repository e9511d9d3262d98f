package shop.events;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Shows the outbox under {@code /internal}, in services where fleet-http keeps everybody without a service token out of there. */
@AutoConfiguration(after = {JdbcEventsAutoConfiguration.class, DocumentEventsAutoConfiguration.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(name = "shop.http.access.AccessRules")
@ConditionalOnBean(OutboxBacklog.class)
class OutboxWebAutoConfiguration {

    @Bean
    OutboxController outboxController(
            Environment environment, ObjectProvider<OutboxBacklog> outboxes, ObjectProvider<ParkedEvents> parked) {
        return new OutboxController(
                environment, outboxes, parked.orderedStream().toList());
    }
}
