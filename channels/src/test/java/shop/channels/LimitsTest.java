package shop.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import shop.channels.support.ChannelsTest;
import shop.channels.support.FakeServices;
import shop.channels.support.GraphQlClient;
import shop.channels.support.Samples;
import shop.test.TestTokens;

/** What is refused, and that nothing was asked of any service for it. */
@ChannelsTest
class LimitsTest {

    @Autowired
    private FakeServices services;

    private GraphQlClient client;

    @BeforeEach
    void connect(@LocalServerPort int port) {
        client = new GraphQlClient(port);
        services.clear();
        services.on("/api/categories", "{\"items\":[]}").on("/api/products", Samples.productPage(1));
    }

    static Stream<Arguments> refusedDocuments() {
        return Stream.of(
                // Not GraphQL
                refused("query_syntax", "{"),
                refused("query_syntax", "{ categories { slug }"),
                refused("query_syntax", "SELECT 1"),
                refused("query_syntax", "{ categories { slug } } }"),
                refused("query_syntax", "# nothing but a comment"),
                refused("query_syntax", "{ products(text: \"\\uD800\" first: 1 { totalCount } }"),
                refused("query_syntax", "{ categories" + " { categories".repeat(300) + " }".repeat(300) + " }"),
                refused("query_syntax", "{ ...on Query".repeat(500) + " { __typename }" + " }".repeat(500)),
                refused("query_syntax", "{ stock(productIds: " + "[".repeat(2000) + "]".repeat(2000) + ") { sku } }"),
                // Not of this schema
                refused("query_invalid", "{ nothing }"),
                refused("query_invalid", "{ categories }"),
                refused("query_invalid", "{ categories { slug { more } } }"),
                refused("query_invalid", "{ categories { passwordHash } }"),
                refused("query_invalid", "{ products(rows: 3) { totalCount } }"),
                refused("query_invalid", "{ products(first: \"many\") { totalCount } }"),
                refused("query_invalid", "{ products(first: 3000000000) { totalCount } }"),
                refused("query_invalid", "{ products(first: 1.5) { totalCount } }"),
                refused("query_invalid", "{ products(first: null) { totalCount } }"),
                refused("query_invalid", "{ products(minPrice: 9223372036854775808) { totalCount } }"),
                refused("query_invalid", "{ products(minPrice: 1e309) { totalCount } }"),
                refused("query_invalid", "{ products(sort: CHEAPEST) { totalCount } }"),
                refused("query_invalid", "{ orders(from: \"yesterday\") { totalCount } }"),
                refused("query_invalid", "{ adminSummary(from: \"2026-13-40\") { at } }"),
                refused("query_invalid", "{ categories { ...Missing } }"),
                refused("query_invalid", "{ categories { slug @unknown } }"),
                refused("query_invalid", "{ categories { slug @skip } }"),
                refused("query_invalid", "query($id: ID!) { product(id: $other) { id } }"),
                refused("query_invalid", "{ product { id } }"),
                refused("query_invalid", "{ a: categories { slug } a: me { id } }"),
                refused("query_invalid", "type Query { hole: String } { categories { slug } }"),
                refused("query_invalid", "extend type Query { hole: String }"),
                refused("query_invalid", "{ ...A } fragment A on Query { ...A }"),
                refused("query_invalid", "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"),
                refused(
                        "query_invalid",
                        "{ categories { slug } } fragment A on Product { recommendations { product { ...A } } }"),
                // Only reads
                refused("operation_not_supported", "mutation { cancel }"),
                refused("operation_not_supported", "subscription { orders { id } }"),
                refused("operation_not_supported", "query A { categories { slug } } mutation B { cancel }"),
                // The schema is nobody's business
                refused("introspection_disabled", "{ __schema { types { name } } }"),
                refused("introspection_disabled", "{ __type(name: \"Query\") { name } }"),
                refused("introspection_disabled", "{ categories { slug } } fragment T on __Type { name }"),
                refused(
                        "introspection_disabled",
                        "{ categories { slug } ...S } fragment S on Query { a: __schema { types { name } } }"),
                refused(
                        "introspection_disabled",
                        "{ ... on Query @include(if: false) { __schema { types { name } } } }"),
                // Too deep
                refused(
                        "query_too_deep",
                        "{ products(first: 1) { nodes { recommendations { product { recommendations { product { recommendations { product { id } } } } } } } } }"),
                refused(
                        "query_too_deep",
                        "{ products(first: 1) { nodes { ...A } } } fragment A on Product { recommendations { product { ...B } } } "
                                + "fragment B on Product { recommendations { product { ...C } } } fragment C on Product { recommendations { product { id } } }"),
                refused(
                        "query_too_deep",
                        "{ products(first: 1) { ... on ProductConnection { nodes { ... on Product { recommendations { product { recommendations { product { recommendations { product { id } } } } } } } } } } }"),
                // Too costly
                refused("query_too_costly", "{ products(first: 100000) { nodes { id } } }"),
                refused("query_too_costly", "{ products(first: 2147483647) { nodes { id } } }"),
                refused("query_too_costly", "{ products(first: 100) { nodes { stock { available } } } }"),
                refused(
                        "query_too_costly",
                        "{ products(first: 20) { nodes { recommendations(first: 10) { product { id } } } } }"),
                refused("query_too_costly", "{ orders(first: 40) { nodes { timeline { at } } } }"),
                refused("query_too_costly", "{ " + repeat(41, "a%d: categories { slug }") + " }"),
                refused("query_too_costly", "{ products(first: 90) { nodes { " + repeat(300, "n%d: name") + " } } }"),
                refused("query_too_costly", "{ categories { " + "slug ".repeat(1001) + " } }"),
                refused(
                        "query_too_costly",
                        "{ products(first: 1) { nodes { ...F0 } } } " + doubling(60)
                                + " fragment F60 on Product { id }"),
                refused("query_too_costly", doubling(60) + " fragment F60 on Product { id } { categories { slug } }"),
                // Too long
                refused("document_too_large", "{ categories { slug } } #" + "x".repeat(8192)),
                refused("document_too_large", "{ categories { slug } } #" + "ü".repeat(4096)),
                refused("document_too_large", "{ " + "categories { slug } ".repeat(600) + "}"));
    }

    private static Arguments refused(String code, String document) {
        return Arguments.of(code, document);
    }

    private static String repeat(int times, String pattern) {
        return IntStream.range(0, times).mapToObj(pattern::formatted).collect(Collectors.joining(" "));
    }

    /** Each fragment spreads the next one twice, so the last one stands there 2^n times. */
    private static String doubling(int fragments) {
        return IntStream.range(0, fragments)
                .mapToObj(number -> "fragment F%d on Product { ...F%d ... on Product { ...F%d } }"
                        .formatted(number, number + 1, number + 1))
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @MethodSource("refusedDocuments")
    void aDocumentThatIsNotInOrderIsRefusedBeforeAnyOfItIsCarriedOut(String code, String document) {
        var response = client.query(document);

        assertThat(response.code()).as(response.text()).isEqualTo(code);
        assertThat(response.status()).isEqualTo(code.equals("document_too_large") ? 413 : 400);
        assertThat(response.body().has("data")).isFalse();
        assertThat(response.extension("status").asInt()).isEqualTo(response.status());
        assertThat(response.text()).doesNotContain("java", "Exception");
        assertThat(response.headers()).containsKey("x-request-id").doesNotContainKey("x-query-cost");
        assertThat(services.received()).isEmpty();
    }

    static Stream<Arguments> refusedVariables() {
        var deep = new LinkedHashMap<String, Object>();
        return Stream.of(
                Arguments.of("variables_invalid", map("first", "many")),
                Arguments.of("variables_invalid", map("first", 1.5)),
                Arguments.of("variables_invalid", map("first", true)),
                Arguments.of("variables_invalid", map("first", List.of(1))),
                Arguments.of("variables_invalid", map("first", Map.of("a", 1))),
                Arguments.of("variables_invalid", map("first", 3_000_000_000L)),
                Arguments.of("variables_invalid", map("first", null)),
                Arguments.of("variables_invalid", deep),
                Arguments.of("query_too_costly", map("first", 100_000)),
                Arguments.of("query_too_costly", map("first", Integer.MAX_VALUE)));
    }

    private static Map<String, @Nullable Object> map(String name, @Nullable Object value) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        map.put(name, value);
        return map;
    }

    @ParameterizedTest
    @MethodSource("refusedVariables")
    void variablesThatDoNotFitAreRefused(String code, Map<String, @Nullable Object> variables) {
        var response = client.query("query($first: Int!) { products(first: $first) { nodes { id } } }", variables);

        assertThat(response.code()).as(response.text()).isEqualTo(code);
        assertThat(response.status()).isEqualTo(400);
        assertThat(services.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"text\": \"mug\\ud83d\"}",
                "{\"text\": \"\\udc00\"}",
                "{\"text\": \"a\\u0000b\"}",
                "{\"text\": \"\\u200b\"}",
                "{\"text\": [\"a\", \"\\u001b\"]}",
                "{\"text\": \"mug\", \"other\": {\"a\": [{\"b\": \"\\ud83d\"}]}}",
                "{\"a\\u0000\": {\"b\": \"\\u0000\"}}"
            })
    void textOfAVariableFollowsTheRule(String variables) {
        var response = client.send("POST", """
                {"query": "query($text: String) { products(text: $text) { totalCount } }", "variables": %s}""".formatted(variables));

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.code()).isEqualTo("validation_failed");
        assertThat(response.body().at("/errors/0/code").asString()).isEqualTo("invalid_text");
        assertThat(response.body().at("/errors/0/field").asString()).isEqualTo("variables");
        assertThat(services.received()).isEmpty();
    }

    @Test
    void aNameOfAVariableThatIsNoTextIsRefused() {
        var response = client.send("POST", """
                {"query": "{ categories { slug } }", "variables": {"\\ud83d": "\\ud83d"}}""");

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.code()).isEqualTo("malformed_json");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, 101})
    void aPageHasTheBoundsOfTheApi(int first) {
        var response = client.query(
                "query($first: Int!) { products(first: $first) { nodes { id } } }", Map.of("first", first));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.code()).isEqualTo("validation_failed");
        assertThat(response.extension("errors").toString()).contains("\"field\":\"first\"", "out_of_range");
        assertThat(services.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "1-1-1-1-1", "1 OR 1", "../../x", "019aa5f0-7a00-7000-8000-0000000000a1x"})
    void anIdThatIsNoneIsRefusedByItsName(String id) {
        var response = client.query("query($id: ID!) { product(id: $id) { name } }", Map.of("id", id));

        assertThat(response.code()).isEqualTo("validation_failed");
        assertThat(response.extension("errors").toString()).contains("\"field\":\"id\"");
        assertThat(services.received()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            400 | malformed_json         | {
            400 | malformed_json         | {"query": "{ categories { slug } }",}
            400 | validation_failed      | {}
            400 | validation_failed      | {"query": null}
            400 | validation_failed      | {"query": " "}
            400 | validation_failed      | {"query": 7}
            400 | validation_failed      | {"query": {"a": 1}}
            400 | validation_failed      | {"document": "{ categories { slug } }"}
            400 | validation_failed      | {"query": "{ categories { slug } }", "batch": 1}
            400 | validation_failed      | {"query": "{ categories { slug } }", "variables": []}
            400 | validation_failed      | {"query": "{ categories { slug } }", "variables": "a"}
            400 | validation_failed      | {"query": "{ categories { slug } }", "operationName": 3}
            400 | validation_failed      | {"query": "{ categories { slug } }", "extensions": "a"}
            400 | validation_failed      | {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "abc"}}}
            400 | validation_failed      | {"extensions": {"persistedQuery": {"version": 2, "sha256Hash": "0000000000000000000000000000000000000000000000000000000000000000"}}}
            400 | validation_failed      | "{ categories { slug } }"
            400 | validation_failed      | 7
            400 | batching_not_supported | []
            400 | batching_not_supported | [{"query": "{ categories { slug } }"}]
            400 | operation_unknown      | {"query": "query A { categories { slug } }", "operationName": "B"}
            400 | operation_unknown      | {"query": "query A { categories { slug } } query B { categories { slug } }"}
            400 | query_invalid          | {"query": "fragment A on Query { categories { slug } }"}
            """)
    void aBodyThatIsNoRequestIsRefused(int status, String code, String body) {
        var response = client.send("POST", body);

        assertThat(response.code()).as(response.text()).isEqualTo(code);
        assertThat(response.status()).isEqualTo(status);
        assertThat(services.received()).isEmpty();
    }

    @Test
    void aFieldThatIsThereTwiceIsNotGuessedAt() {
        var response = client.send("POST", "{\"query\": \"{ categories { slug } }\", \"query\": \"{ me { id } }\"}");

        assertThat(response.status()).isEqualTo(400);
        assertThat(services.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/graphql",
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "*/*"
            })
    void requestsAreJsonAlone(String contentType) {
        var response =
                client.with("Content-Type", contentType).send("POST", "{\"query\": \"{ categories { slug } }\"}");

        assertThat(response.status()).isEqualTo(415);
        assertThat(response.code()).isEqualTo("unsupported_media_type");
    }

    @Test
    void requestsAreUtf8Alone() {
        var body = "{\"query\": \"{ categories { slug } }\"}".getBytes(StandardCharsets.UTF_16);

        assertThat(client.send("POST", BodyPublishers.ofByteArray(body)).status())
                .isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "PATCH", "DELETE"})
    void queriesArePostedAlone(String method) {
        var response = client.send(method, method.equals("GET") ? null : "{}");

        assertThat(response.status()).isEqualTo(405);
        assertThat(response.code()).isEqualTo("method_not_allowed");
        assertThat(response.headers().get("allow")).contains("POST");
    }

    @Test
    void anAnswerThatNobodyWouldTakeIsNotMade() {
        var response = client.with("Accept", "application/xml").query("{ categories { slug } }");

        assertThat(response.status()).isEqualTo(406);
        assertThat(services.received()).isEmpty();
    }

    @Test
    void aBodyOfMoreThanVariablesNeedIsRefused() {
        var response = client.query("{ categories { slug } }", Map.of("unused", "x".repeat(40_000)));

        assertThat(response.status()).isEqualTo(413);
        assertThat(response.code()).isEqualTo("payload_too_large");
    }

    @Test
    void aTokenThatIsNotGoodIsRefusedWhateverIsAsked() {
        for (var token : List.of(
                TestTokens.expired(Samples.BUYER), TestTokens.tampered(Samples.BUYER), "Bearer x", "Basic YTpi")) {
            var response = client.as(token).query("{ categories { slug } }");

            assertThat(response.status()).as(token).isEqualTo(401);
            assertThat(response.headers()).containsKey("www-authenticate");
        }
        assertThat(services.received()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "application/graphql-response+json, application/graphql-response+json",
        "application/json, application/json",
        "'application/graphql-response+json, application/json;q=0.9', application/graphql-response+json",
        "*/*, application/json"
    })
    void theResponseHasTheTypeThatTheClientTakes(String accept, String type) {
        var there = client.with("Accept", accept).query("{ categories { slug } }");
        var refused = client.with("Accept", accept).query("{ nothing }");

        assertThat(there.status()).isEqualTo(200);
        assertThat(there.headers().get("content-type")).startsWith(type);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.headers().get("content-type")).startsWith(type);
    }

    @Test
    void tabsAndLinesAndNamesOfOperationsAreFine() {
        var response = client.post(Map.of(
                "query",
                "query A {\n\tcategories {\r\n\t\tslug\n\t}\n}\nquery B { products(first: 1) { totalCount } }",
                "operationName",
                "A",
                "extensions",
                Map.of("tracing", true)));

        assertThat(response.body().toString()).isEqualTo("{\"data\":{\"categories\":[]}}");
    }

    @Test
    void whatIsSkippedIsNotAskedForAndCountsAllTheSame() {
        var response = client.query(
                "query($no: Boolean!) { categories { slug } products(first: 1) @include(if: $no) { totalCount } }",
                Map.of("no", false));

        assertThat(response.body().path("data").propertyNames()).containsExactly("categories");
        assertThat(services.received()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            7   | { categories { slug } }
            14  | { a: categories { slug } b: categories { slug } }
            26  | { products { nodes { id } } }
            6   | { products(first: 1) { totalCount } }
            131 | { products { nodes { id name stock { available } recommendations { product { name } reason { text } } } } }
            17  | query { order(id: "019aa5f0-7a00-7000-8000-0000000000a1") { timeline { at } payments { status } } }
            """)
    void aQueryCostsWhatTheSchemaSays(int points, String document) {
        services.on("/api/inventory", Samples::stock)
                .on("/api/products/recommendations", Samples::recommendations)
                .on("/api/orders/" + Samples.ORDER, Samples.order(Samples.ORDER))
                .on("/api/orders/" + Samples.ORDER + "/timeline", Samples.TIMELINE)
                .on("/api/payments", Samples.PAYMENTS);

        assertThat(client.query(document).headers()).containsEntry("x-query-cost", Integer.toString(points));
    }

    @Test
    void aDocumentIsKnownByItsHashOnceItWasSentWithIt() {
        var document = "{ categories { slug } products(first: 1) { totalCount } }";
        var persisted = Map.of("persistedQuery", Map.of("version", 1, "sha256Hash", sha256(document)));

        var unknown = client.post(Map.of("extensions", persisted));
        var registered = client.post(Map.of("query", document, "extensions", persisted));
        var known = client.post(Map.of("extensions", persisted));

        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.code()).isEqualTo("persisted_query_not_found");
        assertThat(unknown.body().path("errors").path(0).path("message").asString())
                .isEqualTo("PersistedQueryNotFound");
        assertThat(registered.status()).isEqualTo(200);
        assertThat(known.body()).isEqualTo(registered.body());
    }

    @Test
    void aHashIsOfItsDocumentAndOfOneThatIsInOrder() {
        var bad = "{ nothing }";
        var hash = Map.of("persistedQuery", Map.of("version", 1, "sha256Hash", sha256(bad)));

        var mismatch = client.post(Map.of("query", "{ categories { slug } }", "extensions", hash));
        var invalid = client.post(Map.of("query", bad, "extensions", hash));
        var stillUnknown = client.post(Map.of("extensions", hash));

        assertThat(mismatch.code()).isEqualTo("persisted_query_mismatch");
        assertThat(invalid.code()).isEqualTo("query_invalid");
        assertThat(stillUnknown.code()).isEqualTo("persisted_query_not_found");
    }

    private static String sha256(String document) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(document.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
