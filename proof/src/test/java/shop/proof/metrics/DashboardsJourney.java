package shop.proof.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import shop.proof.Alone;
import shop.proof.Fleet;
import shop.proof.Shopper;
import shop.proof.provider.Sandbox;

/** A shop in which something was bought, and in which a payment failed, answers every query of every dashboard and has what the alerts ask for. */
@Alone
class DashboardsJourney {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Names that are followed by a selector or a range are metrics; in the rules all of them are. */
    private static final Pattern METRIC =
            Pattern.compile("\\b(?:payment|inventory|orders|shop|kafka|http|jvm|up)(?:_[a-z_]+)?\\b(?=[{\\[) ])");

    /** Of a gateway with https alone, whose own test has it. */
    private static final Set<String> ELSEWHERE = Set.of("shop_certificate_remaining_seconds");

    @Test
    void everyPanelShowsSomethingAndEveryAlertHasItsMetrics() throws IOException {
        var ada = Shopper.fresh();
        var product = Shopper.admin().createProduct("Measured", 1250, 100);
        try (var prometheus = Prometheus.scraping(
                Fleet.running(), Files.readString(ObservabilityFiles.FOLDER.resolve("alerts.yml")))) {
            Awaitility.await("the first scrape of all services")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(prometheus.query("up == 0 or absent(up)"))
                            .isEmpty());
            var unanswered = new LinkedHashSet<>(ObservabilityFiles.queries());
            Awaitility.await("answers to all queries").atMost(PATIENCE).untilAsserted(() -> {
                // Rates need two values of a series that grows, so the shop is used until each has been answered once.
                buy(ada, product);
                buyAtTheSecondTry(ada, product);
                unanswered.removeIf(query -> !prometheus.query(query).isEmpty());
                assertThat(unanswered).isEmpty();
            });
            var missing = new LinkedHashSet<String>();
            for (var alert : ObservabilityFiles.alerts()) {
                METRIC.matcher(String.valueOf(alert.get("expr")))
                        .results()
                        .map(found -> found.group())
                        .filter(name -> !ELSEWHERE.contains(name)
                                && prometheus.query(name).isEmpty())
                        .forEach(missing::add);
            }
            assertThat(missing).as("metrics of alerts that no service has").isEmpty();
        }
    }

    private static void buy(Shopper buyer, String product) {
        var order = buyer.orderWithRetries(product, 1).expect(201).text("id");
        Shopper.untilNotBusy(() -> buyer.pay(order, "pm_card_visa")).expect(201);
    }

    /** The provider is away, which is a 503. The order is paid later, so that it holds no place among those that are not. */
    private static void buyAtTheSecondTry(Shopper buyer, String product) {
        var order = buyer.orderWithRetries(product, 1).expect(201).text("id");
        Sandbox.misbehave(Sandbox.ALL, """
                {"outage": true}""");
        try {
            buyer.pay(order, "pm_card_visa").expect(503);
        } finally {
            Sandbox.misbehave(Sandbox.ALL, "{}");
        }
        Shopper.untilNotBusy(() -> buyer.pay(order, "pm_card_visa"));
    }
}
