package shop.order.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.order.config.RiskModelFile;
import shop.order.domain.risk.RiskFeature;
import shop.order.domain.risk.RiskFeatures;

class TrainRiskTest {

    /** Real order lines, which are not part of this repository: {@code -Dretail.lines=FILE}, else beside the checkout. */
    static final Path RETAIL = Path.of(System.getProperty("retail.lines", "../../shared/data/retail-lines.csv.gz"));

    /** Read when the first test asks. */
    private static @Nullable List<Sample> retail;

    private static List<Sample> retail() throws IOException {
        requireRetail();
        var read = retail;
        if (read == null) {
            read = RetailOrders.read(RETAIL);
            retail = read;
        }
        return read;
    }

    private static void requireRetail() {
        assumeTrue(
                Files.exists(RETAIL),
                () -> "skipped: no real order lines at " + RETAIL + "; name them by -Dretail.lines=FILE");
    }

    @Test
    void ofRealOrdersTheShippedModelHoldsAtMostOneInAHundred() throws IOException {
        assertThat(TrainRisk.held(retail(), RiskModelFile.shippedFraud())).isLessThanOrEqualTo(0.01);
    }

    @Test
    void onRealOrdersTheReturnModelIsBetterThanTheOrderValueAlone() throws IOException {
        var all = retail();
        var measured = TrainRisk.measured(all);
        var model = new LogisticRegression(TrainRisk.RETURN_FEATURES, 1)
                .fit(TrainRisk.training(all))
                .model("new", List.of());

        var value = Metrics.of(measured, Sample::amountMinor, false);
        var trained =
                Metrics.of(measured, sample -> model.assess(sample.features()).score(), true);
        var shipped = Metrics.of(
                measured,
                sample ->
                        RiskModelFile.shippedReturns().assess(sample.features()).score(),
                true);

        assertThat(value.auc()).isCloseTo(0.644, within(0.005));
        assertThat(trained.auc()).isGreaterThan(0.685);
        assertThat(trained.averagePrecision()).isGreaterThan(value.averagePrecision());
        assertThat(shipped.auc()).as("the file is what training gives").isCloseTo(trained.auc(), within(0.001));
    }

    @Test
    void ofSimulatedOrdersTheShippedModelHoldsTheAttacksAndFewOthers() {
        var measured = TrainRisk.measured(SimulatedOrders.simulate(TrainRisk.SEED + 1));

        for (var kind : SimulatedOrders.kinds(measured).keySet()) {
            var held = TrainRisk.held(
                    measured.stream()
                            .filter(sample -> sample.kind().equals(kind))
                            .toList(),
                    RiskModelFile.shippedFraud());
            if (kind.equals("honest")) {
                assertThat(held).as(kind).isLessThan(0.01);
            } else {
                assertThat(held).as(kind).isGreaterThan(0.5);
            }
        }
    }

    @Test
    void theSimulatorIsItsSeed() {
        assertThat(SimulatedOrders.simulate(7)).isEqualTo(SimulatedOrders.simulate(7));
        assertThat(SimulatedOrders.simulate(7)).isNotEqualTo(SimulatedOrders.simulate(8));
    }

    @Test
    void findsTheWeightsThatMadeTheLabels() {
        var random = new Random(5);
        var samples = new ArrayList<Sample>();
        for (var one = 0; one < 20_000; one++) {
            var declines = random.nextGaussian();
            var sum = 10 + 3 * random.nextGaussian();
            var odds = -1 + 1.5 * declines - 0.7 * (sum - 10) / 3;
            samples.add(sample(
                    Map.of(RiskFeature.DECLINES, declines, RiskFeature.ORDER_VALUE, sum),
                    random.nextDouble() < 1 / (1 + Math.exp(-odds))));
        }

        var fit = new LogisticRegression(List.of(RiskFeature.DECLINES, RiskFeature.ORDER_VALUE), 1).fit(samples);

        assertThat(fit.intercept()).isCloseTo(-1, within(0.1));
        assertThat(weight(fit, RiskFeature.DECLINES)).isCloseTo(1.5, within(0.1));
        assertThat(weight(fit, RiskFeature.ORDER_VALUE)).isCloseTo(-0.7, within(0.1));
    }

    /** Worked out by hand: scores 0.1, 0.2, 0.2, 0.9 with the second and the fourth to be found. */
    @Test
    void measuresAsTheBookSays() {
        var samples = List.of(
                sample(Map.of(RiskFeature.DECLINES, 0.1), false),
                sample(Map.of(RiskFeature.DECLINES, 0.2), true),
                sample(Map.of(RiskFeature.DECLINES, 0.2), false),
                sample(Map.of(RiskFeature.DECLINES, 0.9), true));

        var metrics =
                Metrics.of(samples, sample -> sample.features().values().getOrDefault(RiskFeature.DECLINES, 0.0), true);

        assertThat(metrics.auc()).as("three and a half of four pairs").isEqualTo(0.875);
        assertThat(metrics.precisionAtOnePercent()).isEqualTo(1);
        assertThat(metrics.brier()).isCloseTo((0.01 + 0.64 + 0.04 + 0.01) / 4, within(1e-12));
    }

    /** A cancelled line belongs to the last order before it with that sku, and counts for thirty days. */
    @Test
    void readsOrdersAndWhatBecameOfThem(@TempDir Path folder) throws IOException {
        var file = folder.resolve("lines.csv");
        Files.writeString(file, """
                invoice,sku,quantity,unitPrice,time,customer,country
                1,A,2,1.50,2011-01-01T10:00:00Z,ann,United Kingdom
                1,B,1,2.00,2011-01-01T10:00:00Z,ann,United Kingdom
                2,A,1,1.50,2011-01-10T10:00:00Z,ann,United Kingdom
                C3,A,-1,1.50,2011-01-12T10:00:00Z,ann,United Kingdom
                4,A,1,0.00,2011-01-13T10:00:00Z,ann,United Kingdom
                5,A,1,1.50,2011-01-13T10:00:00Z,,United Kingdom
                6,C,1,9.00,2011-01-14T02:00:00Z,bob,France
                C7,C,-1,9.00,2011-03-20T10:00:00Z,bob,France
                8,A,1,1.50,2011-01-20T10:00:00Z,ann,United Kingdom
                """);

        var orders = RetailOrders.read(file);

        assertThat(orders).extracting(Sample::amountMinor).containsExactly(500L, 150L, 900L, 150L);
        assertThat(orders).extracting(Sample::label).containsExactly(false, true, false, false);
        assertThat(orders.getLast().features().values())
                .containsEntry(RiskFeature.EARLIER_RETURN_SHARE, 0.5)
                .containsEntry(RiskFeature.EARLIER_ORDERS, Math.log1p(2));
        assertThat(orders.get(2).features().values()).containsEntry(RiskFeature.ODD_HOUR, 1.0);
    }

    @Test
    void theReportSaysWhatItIsAndItsSeed() throws IOException {
        requireRetail();
        var out = new ByteArrayOutputStream();

        TrainRisk.run(RETAIL, 11, new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("Return risk: a line cancelled within 30 days", "seed 11", "no measurement of any real shop")
                .contains(
                        "order value alone",
                        "AUC",
                        "average precision",
                        "precision at 1 % alerts",
                        "Brier",
                        "observed");
    }

    private static double weight(LogisticRegression.Fit fit, RiskFeature feature) {
        return Objects.requireNonNull(fit.terms().get(feature)).weight();
    }

    private static Sample sample(Map<RiskFeature, Double> features, boolean label) {
        return new Sample(new RiskFeatures(features), label, "test", 1, Instant.EPOCH);
    }
}
