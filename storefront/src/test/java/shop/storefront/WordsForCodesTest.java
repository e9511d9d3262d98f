package shop.storefront;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whatever state, step or kind a service can name has words on the pages, in both languages. The names are read from the services'
 * sources, because the pages know the services by their API alone: a new constant without words fails here.
 */
class WordsForCodesTest {

    private static final Pattern CONSTANT = Pattern.compile("^ +([A-Z][A-Z0-9_]*)(?=\\(|,|;|$)", Pattern.MULTILINE);
    private static final String DESK = "desk";
    private static final String SHOP = "messages";

    @ParameterizedTest(name = "{0} {1}: {3}")
    @CsvSource({
        "order-service/src/main/java/shop/order/domain/OrderStatus.java, OrderStatus, desk, desk.state.",
        "order-service/src/main/java/shop/order/domain/PaymentStatus.java, PaymentStatus, desk, desk.state.",
        "order-service/src/main/java/shop/order/domain/FulfillmentStatus.java, FulfillmentStatus, desk, desk.state.",
        "order-service/src/main/java/shop/order/domain/Actor.java, Kind, desk, desk.actor.",
        "payment-service/src/main/java/shop/payment/domain/PaymentState.java, PaymentState, desk, desk.state.",
        "payment-service/src/main/java/shop/payment/domain/RefundState.java, RefundState, desk, desk.state.",
        "payment-service/src/main/java/shop/payment/domain/DisputeState.java, DisputeState, desk, desk.state.",
        "payment-service/src/main/java/shop/payment/application/Drifts.java, State, desk, desk.state.",
        "fleet/operations/src/main/java/shop/operations/DeadLetterState.java, DeadLetterState, desk, desk.state.",
        "notification-service/src/main/java/shop/notification/notice/NoticeKind.java, NoticeKind, desk, desk.notice.",
        "product-service/src/main/java/shop/product/transfer/ImportJob.java, State, desk, desk.state.",
        "user-service/src/main/java/shop/user/account/AccountStatus.java, AccountStatus, desk, desk.state.",
        "inventory-service/src/main/java/shop/inventory/domain/Movement.java, Kind, desk, desk.movement.",
        "order-service/src/main/java/shop/order/domain/OrderStatus.java, OrderStatus, messages, order.status.",
        "order-service/src/main/java/shop/order/domain/OrderStatus.java, OrderStatus, messages, order.step.",
        "order-service/src/main/java/shop/order/domain/OrderStatus.java, OrderStatus, messages, order.sentence.",
        "order-service/src/main/java/shop/order/domain/PaymentStatus.java, PaymentStatus, messages, order.step.payment."
    })
    void everyNameHasWordsInBothLanguages(String source, String name, String file, String prefix) throws IOException {
        requireWords(source, name, file, prefix, UnaryOperator.identity());
    }

    @ParameterizedTest(name = "{0} {1}: {3}")
    @CsvSource({
        "payment-service/src/main/java/shop/payment/domain/DriftKind.java, DriftKind, desk, desk.drift.",
        "payment-service/src/main/java/shop/payment/domain/DriftKind.java, Repair, desk, desk.repair.",
        "payment-service/src/main/java/shop/payment/domain/Provider.java, Provider, desk, desk.provider.",
        "order-service/src/main/java/shop/order/application/OrderStatistics.java, Reason, desk, desk.stuck.",
        "order-service/src/main/java/shop/order/domain/risk/RiskFeature.java, RiskFeature, desk, desk.risk."
    })
    void everyNameInLowerCaseHasWordsInBothLanguages(String source, String name, String file, String prefix)
            throws IOException {
        requireWords(source, name, file, prefix, constant -> constant.toLowerCase(Locale.ROOT));
    }

    @Test
    void everyRuleOfTheRiskModelHasWordsInBothLanguages() throws IOException {
        var model = Files.readString(Path.of("..", "order-service/src/main/resources/risk/model-v1.json"));
        var rules = JsonMapper.shared()
                .readTree(model)
                .path("rules")
                .valueStream()
                .map(rule -> "desk.risk." + rule.path("code").asString())
                .toList();

        assertThat(rules).isNotEmpty();
        for (var language : List.of(".properties", "_de.properties")) {
            assertThat(words(DESK + language).stringPropertyNames()).containsAll(rules);
        }
    }

    private static void requireWords(
            String source, String name, String file, String prefix, UnaryOperator<String> onTheWire)
            throws IOException {
        assertThat(file).isIn(DESK, SHOP);
        var codes = constants(Path.of("..", source.split("/")), name).stream()
                .map(onTheWire)
                .toList();
        assertThat(codes).as(source).isNotEmpty();
        for (var language : List.of(".properties", "_de.properties")) {
            assertThat(words(file + language).stringPropertyNames())
                    .as(file + language)
                    .containsAll(codes.stream().map(code -> prefix + code).toList());
        }
    }

    /** The constants of an enum: from its first brace to what begins its methods, or ends it. */
    private static List<String> constants(Path source, String name) throws IOException {
        var code = Files.readString(source).replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("//.*", "");
        var begin = code.indexOf("enum " + name + " {");
        assertThat(begin).as("enum " + name + " in " + source).isNotNegative();
        var body = code.substring(code.indexOf('{', begin) + 1);
        var end = body.indexOf('}');
        var methods = body.indexOf(';');
        var constants = new ArrayList<String>();
        var matcher = CONSTANT.matcher(body.substring(0, methods < 0 ? end : Math.min(end, methods) + 1));
        while (matcher.find()) {
            constants.add(Objects.requireNonNull(matcher.group(1)));
        }
        return constants;
    }

    private static Properties words(String file) throws IOException {
        var words = new Properties();
        try (var stream = Objects.requireNonNull(WordsForCodesTest.class.getResourceAsStream("/" + file), file)) {
            words.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
        }
        return words;
    }
}
