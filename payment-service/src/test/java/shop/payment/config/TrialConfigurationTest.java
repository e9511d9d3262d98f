package shop.payment.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import shop.payment.application.WebhookEvent;
import shop.payment.application.WebhookReader;
import shop.payment.domain.Provider;

class TrialConfigurationTest {

    final ApplicationContextRunner service = new ApplicationContextRunner()
            .withUserConfiguration(TrialConfiguration.class)
            .withBean(WebhookReader.class, () -> new WebhookReader() {
                @Override
                public Provider provider() {
                    return Provider.STRIPE;
                }

                @Override
                public Result read(Sent sent) {
                    return new Result.Known(event("evt_1"));
                }
            });

    @Test
    void knowsAWebhookByItsId() {
        service.run(context ->
                assertThat(read(context.getBean(WebhookReader.class))).isEqualTo(event("evt_1")));
    }

    @Test
    void knowsNoneInATrialWithoutThatGuard() {
        service.withPropertyValues(
                        "spring.profiles.active=local", "shop.guards-off=" + TrialConfiguration.WEBHOOK_DEDUPLICATION)
                .run(context -> {
                    var reader = context.getBean(WebhookReader.class);
                    var first = read(reader);
                    assertThat(first.id()).isNotEqualTo(read(reader).id());
                    assertThat(first).isEqualTo(event(first.id()));
                });
    }

    @Test
    void doesNotStartSoInProduction() {
        service.withPropertyValues("shop.guards-off=" + TrialConfiguration.WEBHOOK_DEDUPLICATION)
                .run(context -> assertThat(context).hasFailed());
    }

    private static WebhookEvent read(WebhookReader reader) {
        return ((WebhookReader.Result.Known) reader.read(new WebhookReader.Sent("{}", "signature", null))).event();
    }

    private static WebhookEvent event(String id) {
        return new WebhookEvent(
                Provider.STRIPE,
                id,
                "payment_intent.succeeded",
                WebhookEvent.Kind.PAYMENT_SUCCEEDED,
                false,
                "pi_1",
                "cs_1",
                "re_1",
                "du_1",
                null,
                Optional.empty(),
                Optional.empty());
    }
}
