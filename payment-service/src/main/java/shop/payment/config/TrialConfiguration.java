package shop.payment.config;

import com.fasterxml.uuid.Generators;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import shop.events.SwitchedOffGuards;
import shop.payment.application.WebhookReader;
import shop.payment.domain.Provider;

/** For trials: a webhook that comes again looks like one that never came. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(SwitchedOffGuards.SETTING)
class TrialConfiguration {

    static final String WEBHOOK_DEDUPLICATION = "webhook-deduplication";

    @Bean
    static BeanPostProcessor withoutKnownWebhooks(Environment environment) {
        var isOff = SwitchedOffGuards.in(environment).contains(WEBHOOK_DEDUPLICATION);
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return isOff && bean instanceof WebhookReader reader ? forgetful(reader) : bean;
            }
        };
    }

    private static WebhookReader forgetful(WebhookReader reader) {
        var ids = Generators.timeBasedEpochGenerator();
        return new WebhookReader() {
            @Override
            public Provider provider() {
                return reader.provider();
            }

            @Override
            public Result read(Sent sent) {
                return switch (reader.read(sent)) {
                    case Result.Known(var event) -> new Result.Known(event.withId("evt_" + ids.generate()));
                    case Result.Unknown unknown -> unknown;
                };
            }
        };
    }
}
