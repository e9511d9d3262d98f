package shop.order.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.uuid.Generators;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import shop.order.application.PaymentAttemptClient;
import shop.order.domain.OrderId;

class TrialConfigurationTest {

    final ApplicationContextRunner service = new ApplicationContextRunner()
            .withUserConfiguration(TrialConfiguration.class)
            .withBean(PaymentAttemptClient.class, () -> _ -> true);

    final OrderId order = new OrderId(Generators.timeBasedEpochGenerator().generate());

    @Test
    void asksWhetherAnOrderIsBeingPaid() {
        service.run(context -> assertThat(
                        context.getBean(PaymentAttemptClient.class).anyOpenOrPaid(order))
                .isTrue());
    }

    @Test
    void doesNotAskInATrialWithoutThatGuard() {
        service.withPropertyValues("spring.profiles.active=local", "shop.guards-off=" + TrialConfiguration.LATE_PAYMENT)
                .run(context -> assertThat(
                                context.getBean(PaymentAttemptClient.class).anyOpenOrPaid(order))
                        .isFalse());
    }

    @Test
    void doesNotStartSoInProduction() {
        service.withPropertyValues("shop.guards-off=" + TrialConfiguration.LATE_PAYMENT)
                .run(context -> assertThat(context).hasFailed());
    }
}
