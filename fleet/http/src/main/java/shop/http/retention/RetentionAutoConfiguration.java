package shop.http.retention;

import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import shop.jobs.Worker;

/** Looks for what is old, if there is something that is not kept for ever. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(RetentionProperties.class)
class RetentionAutoConfiguration {

    /** On a thread of its own: a shop that sets a shorter time waits for nothing while years of rows go. */
    @Bean
    Worker retentionSweep(ObjectProvider<Retention> retentions, RetentionProperties properties, Clock clock) {
        var all = retentions.orderedStream().toList();
        return Worker.named("retention")
                .interval(properties.every())
                .initialDelay(properties.every())
                .autoStartup(!all.isEmpty())
                .task(new RetentionSweep(all, properties, clock)::sweep);
    }
}
