package shop.web.retention;

import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Looks for what is old, if there is something that is not kept for ever. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(RetentionProperties.class)
class RetentionAutoConfiguration {

    @Bean
    RetentionSweep retentionSweep(ObjectProvider<Retention> retentions, RetentionProperties properties, Clock clock) {
        return new RetentionSweep(retentions.orderedStream().toList(), properties, clock);
    }
}
