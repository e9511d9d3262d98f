package shop.order.training;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import shop.order.config.RiskModelFile;
import shop.order.domain.risk.RiskFeature;
import shop.order.domain.risk.RiskModel;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The program behind {@code ./shop train-risk}: trains the model of returns on a file of real order lines and the model of fraud on the
 * simulator, reports how good both are beside the order value alone, and prints them as files that the service can read.
 */
public final class TrainRisk {

    static final long SEED = 20_261_129;
    static final double THRESHOLD = 0.8;

    static final List<RiskFeature> RETURN_FEATURES = List.of(
            RiskFeature.ORDER_VALUE,
            RiskFeature.LINES,
            RiskFeature.LARGEST_QUANTITY,
            RiskFeature.EARLIER_ORDERS,
            RiskFeature.EARLIER_RETURNS,
            RiskFeature.EARLIER_RETURN_SHARE);

    static final List<RiskFeature> FRAUD_FEATURES = List.of(
            RiskFeature.NEW_ACCOUNT,
            RiskFeature.ACCOUNT_ORDERS_LAST_HOUR,
            RiskFeature.ACCOUNT_FAILED_PAYMENTS,
            RiskFeature.ADDRESS_ACCOUNTS,
            RiskFeature.SUM_ABOVE_USUAL,
            RiskFeature.ODD_HOUR,
            RiskFeature.CARD_ACCOUNTS,
            RiskFeature.COUNTRY_MISMATCH,
            RiskFeature.DECLINES,
            RiskFeature.PROVIDER_SCORE);

    private static final double TRAINING_SHARE = 0.7;
    private static final double RIDGE = 1;

    private TrainRisk() {}

    /** Takes the file of order lines, and perhaps a seed for the simulator. */
    public static void main(String[] args) throws IOException {
        try (var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8)) {
            run(Path.of(args[0]), args.length > 1 ? Long.parseLong(args[1]) : SEED, out);
        }
    }

    static void run(Path file, long seed, PrintStream out) throws IOException {
        var retail = RetailOrders.read(file);
        out.println("Return risk: a line cancelled within 30 days, on " + retail.size()
                + " real orders; trained on the first 70 % by time, measured on the rest");
        var returns = new LogisticRegression(RETURN_FEATURES, RIDGE)
                .fit(training(retail))
                .model("return-v1", List.of());
        report(out, measured(retail), returns);

        var simulated = SimulatedOrders.simulate(seed);
        out.println();
        out.println("Fraud: a simulator of known patterns, seed " + seed + ", no measurement of any real shop; "
                + SimulatedOrders.kinds(simulated) + "; trained on the first 70 % by time, measured on the rest");
        var fraud = new LogisticRegression(FRAUD_FEATURES, RIDGE)
                .fit(training(simulated))
                .model("fraud-v1", List.of());
        report(out, measured(simulated), fraud);
        found(out, measured(simulated), fraud);
        out.printf(
                Locale.ROOT,
                "Of %d real retail orders %.2f %% would be held by these weights at the threshold %.2f%n",
                retail.size(),
                100 * held(retail, fraud),
                THRESHOLD);
        out.printf(
                Locale.ROOT,
                "and %.2f %% are by the model that this build has, rules and all%n",
                100 * held(retail, RiskModelFile.shippedFraud()));
        out.println();
        print(out, returns);
        print(out, fraud);
    }

    private static void report(PrintStream out, List<Sample> measured, RiskModel model) {
        out.printf(
                "%d orders, %d of them to be found%n",
                measured.size(), measured.stream().filter(Sample::label).count());
        Metrics.of(measured, Sample::amountMinor, false)
                .lines("order value alone")
                .forEach(out::println);
        Metrics.of(measured, sample -> model.assess(sample.features()).score(), true)
                .lines("logistic " + model.version())
                .forEach(out::println);
    }

    private static void found(PrintStream out, List<Sample> measured, RiskModel model) {
        SimulatedOrders.kinds(measured).forEach((kind, orders) -> {
            var held = held(
                    measured.stream()
                            .filter(sample -> sample.kind().equals(kind))
                            .toList(),
                    model);
            out.printf(
                    Locale.ROOT,
                    "    %-18s %5d orders, %.1f %% held at the threshold %.2f%n",
                    kind,
                    orders,
                    100 * held,
                    THRESHOLD);
        });
    }

    /** The share of these orders that the model holds. */
    static double held(List<Sample> samples, RiskModel model) {
        return samples.stream()
                .mapToDouble(sample -> model.assess(sample.features()).score() >= THRESHOLD ? 1 : 0)
                .average()
                .orElse(0);
    }

    static List<Sample> training(List<Sample> samples) {
        return samples.subList(0, (int) (samples.size() * TRAINING_SHARE));
    }

    static List<Sample> measured(List<Sample> samples) {
        return samples.subList((int) (samples.size() * TRAINING_SHARE), samples.size());
    }

    private static void print(PrintStream out, RiskModel model) {
        var weights = new LinkedHashMap<String, Map<String, Double>>();
        for (var feature : RiskFeature.values()) {
            var term = model.terms().get(feature);
            if (term != null) {
                var weight = new LinkedHashMap<String, Double>();
                weight.put("mean", rounded(term.mean()));
                weight.put("deviation", rounded(term.deviation()));
                weight.put("weight", rounded(term.weight()));
                weights.put(feature.code(), weight);
            }
        }
        var file = new LinkedHashMap<String, Object>();
        file.put("version", model.version());
        file.put("about", List.of());
        file.put("intercept", rounded(model.intercept()));
        file.put("weights", weights);
        file.put("rules", List.of());
        out.println(JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(file));
    }

    private static double rounded(double value) {
        return Math.round(value * 10_000) / 10_000.0;
    }
}
