package shop.order.config;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import shop.events.SwitchedOffGuards;
import shop.order.application.PaymentAttemptClient;

/** For trials: orders are ended without a question whether somebody is paying them, so that a late event finds a paid order expired. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(SwitchedOffGuards.SETTING)
class TrialConfiguration {

    static final String LATE_PAYMENT = "late-payment";

    @Bean
    static BeanPostProcessor withoutTheQuestion(Environment environment) {
        var isOff = SwitchedOffGuards.in(environment).contains(LATE_PAYMENT);
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return isOff && bean instanceof PaymentAttemptClient ? (PaymentAttemptClient) _ -> false : bean;
            }
        };
    }
}
