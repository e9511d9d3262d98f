package shop.payment.config;

import com.fasterxml.uuid.Generators;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import shop.messaging.SwitchedOffGuards;
import shop.payment.application.WebhookEvent;
import shop.payment.application.WebhookReader;

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
        return (payload, signature) -> switch (reader.read(payload, signature)) {
            case WebhookReader.Result.Known(var event) ->
                new WebhookReader.Result.Known(renamed(event, "evt_" + ids.generate()));
            case WebhookReader.Result.Unknown unknown -> unknown;
        };
    }

    private static WebhookEvent renamed(WebhookEvent event, String id) {
        return new WebhookEvent(
                id,
                event.type(),
                event.livemode(),
                event.intent(),
                event.session(),
                event.refund(),
                event.dispute(),
                event.payment(),
                event.amount(),
                event.end());
    }
}
