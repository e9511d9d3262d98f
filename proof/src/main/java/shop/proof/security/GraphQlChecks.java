package shop.proof.security;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import shop.proof.Answer;
import shop.proof.Client;
import shop.proof.Shopper;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The matrix of access through GraphQL, for each root field of the schema, and what is no query. */
final class GraphQlChecks {

    private static final String PATH = "/graphql";

    private enum Caller {
        NONE,
        B,
        A,
        ADMIN
    }

    /**
     * A root field and who gets what.
     *
     * @param selection the field with its arguments and fields
     * @param refusals the code of the error for those who are refused
     * @param right whether the value is one that the caller may see
     */
    private record Row(
            String field, String selection, Map<Caller, String> refusals, BiPredicate<Caller, JsonNode> right) {}

    private GraphQlChecks() {}

    static List<Check> all() {
        return List.of(
                check(
                        "graphql-access",
                        "every root field of /graphql x {no token, B, A, admin}",
                        "what the REST API says to each, by the same codes",
                        GraphQlChecks::matrix),
                check(
                        "graphql-limits",
                        "what is no query, too deep, too costly, too long; other methods, other origins",
                        "refused by its code, nothing carried out",
                        GraphQlChecks::refusals));
    }

    private static Check check(String number, String sent, String expected, Check.Procedure procedure) {
        return new Check(number, sent, expected, procedure, () -> {});
    }

    private static void matrix(Trial trial) {
        var admin = Shopper.admin();
        var ada = Shopper.fresh();
        var bob = Shopper.fresh();
        var product = admin.createProduct("GraphQL", 450, 20);
        var order = ada.order(product, 1).expect(201).text("id");
        ada.client().post("/api/cart/items", """
                {"productId": "%s", "quantity": 1}""".formatted(product)).expect(200);
        var clients = new EnumMap<Caller, Client>(Caller.class);
        clients.put(Caller.NONE, trial.stranger());
        clients.put(Caller.B, bob.client());
        clients.put(Caller.A, ada.client());
        clients.put(Caller.ADMIN, admin.client());
        var rows = rows(product, order, ada, bob);

        // A fleet of this profile says its schema, so no field is forgotten here.
        var known = new TreeSet<String>();
        query(trial.stranger(), "{ __schema { queryType { fields { name } } } }")
                .json()
                .path("data")
                .path("__schema")
                .path("queryType")
                .path("fields")
                .forEach(field -> known.add(field.path("name").asString("")));
        var tried = new TreeSet<>(rows.stream().map(Row::field).toList());
        trial.that("root fields of the schema", "each in the matrix", known, known.equals(tried));

        for (var row : rows) {
            for (var caller : Caller.values()) {
                cell(trial, row, caller, Objects.requireNonNull(clients.get(caller)));
            }
        }
        var nested = query(bob.client(), "{ order(id: \"" + order + "\") { timeline { at } payments { id } } }");
        trial.that(
                "B: order(A's) { timeline payments }",
                "order_not_found",
                nested.body(),
                code(nested).equals("order_not_found")
                        && nested.json().path("data").path("order").isNull());
        trial.unauthorized(
                "a token that is none", query(trial.stranger().with("Authorization", "Bearer x"), "{ me { id } }"));
    }

    private static List<Row> rows(String product, String order, Shopper ada, Shopper bob) {
        var signedIn = Map.of(Caller.NONE, "unauthorized");
        var own = Map.of(Caller.A, ada.email(), Caller.B, bob.email());
        var rows = new ArrayList<Row>();
        rows.add(open("products", "products(first: 1) { nodes { id } }"));
        rows.add(open(
                "product",
                "product(id: \"" + product + "\") { id stock { onHand } }",
                (caller, found) ->
                        // What is on hand is the administrators' business here, too.
                        found.path("stock").path("onHand").isNull() == (caller != Caller.ADMIN)));
        rows.add(open("categories", "categories { slug }"));
        rows.add(open(
                "stock",
                "stock(productIds: [\"" + product + "\"]) { available onHand held }",
                (caller, found) -> found.path(0).path("held").isNull() == (caller != Caller.ADMIN)));
        rows.add(open("recommendations", "recommendations(first: 1) { product { id } }"));
        rows.add(open(
                "cart",
                "cart { items { productId } }",
                (caller, found) -> found.toString().contains(product) == (caller == Caller.A)));
        rows.add(new Row(
                "orders",
                "orders(first: 20) { nodes { id userId } }",
                signedIn,
                (caller, found) -> caller == Caller.ADMIN || found.toString().contains(order) == (caller == Caller.A)));
        rows.add(new Row(
                "order",
                "order(id: \"" + order + "\") { id shippingAddress { name } timeline { at } payments { id } }",
                Map.of(Caller.NONE, "unauthorized", Caller.B, "order_not_found"),
                (_, found) -> found.path("id").asString("").equals(order)));
        rows.add(new Row(
                "me",
                "me { email }",
                signedIn,
                (caller, found) -> caller == Caller.ADMIN
                        || found.path("email").asString("").equals(own.get(caller))));
        rows.add(new Row(
                "adminSummary",
                "adminSummary { at ordersByState { state count } }",
                Map.of(Caller.NONE, "unauthorized", Caller.B, "forbidden", Caller.A, "forbidden"),
                (_, found) -> found.path("ordersByState").isArray()));
        return rows;
    }

    private static Row open(String field, String selection) {
        return open(field, selection, (_, _) -> true);
    }

    private static Row open(String field, String selection, BiPredicate<Caller, JsonNode> right) {
        return new Row(field, selection, Map.of(), right);
    }

    private static void cell(Trial trial, Row row, Caller caller, Client client) {
        var answer = query(client, "{ found: " + row.selection() + " }");
        var found = answer.json().path("data").path("found");
        var refusal = row.refusals().get(caller);
        var ok = answer.status() == 200
                && (refusal == null
                        ? !answer.json().has("errors")
                                && !found.isNull()
                                && row.right().test(caller, found)
                        : code(answer).equals(refusal) && found.isNull());
        trial.that(
                caller + ": " + row.selection(),
                refusal == null ? "let in" : refusal,
                ok ? (refusal == null ? "let in" : refusal) : answer.status() + " " + answer.body(),
                ok);
    }

    private static void refusals(Trial trial) {
        var client = trial.stranger();
        var deep =
                "{ products(first: 1) { nodes { recommendations { product { recommendations { product { recommendations "
                        + "{ product { id } } } } } } } } }";
        for (var refused : List.of(
                List.of("400", "query_syntax", "{"),
                List.of("400", "query_invalid", "{ nothing }"),
                List.of("400", "query_invalid", "{ me { passwordHash } }"),
                List.of("400", "query_invalid", "{ ...A } fragment A on Query { ...A }"),
                List.of("400", "operation_not_supported", "mutation { cancel }"),
                List.of("400", "operation_not_supported", "subscription { orders { id } }"),
                List.of("400", "query_too_deep", deep),
                List.of("400", "query_too_costly", "{ products(first: 100000) { nodes { id } } }"),
                List.of("400", "query_too_costly", "{ " + aliases(60) + "}"),
                List.of("413", "document_too_large", "{ categories { slug } } #" + "x".repeat(8192)))) {
            var answer = query(client, refused.get(2));
            trial.that(
                    refused.get(2).substring(0, Math.min(60, refused.get(2).length())),
                    refused.get(0) + " " + refused.get(1),
                    answer.status() + " " + code(answer),
                    Integer.toString(answer.status()).equals(refused.get(0))
                            && code(answer).equals(refused.get(1)));
        }
        trial.refused("GET /graphql", client.get(PATH + "?query=%7Bcategories%7Bslug%7D%7D"), 405, "method_not_allowed")
                .refused(
                        "a list of requests",
                        client.post(PATH, "[{\"query\": \"{ me { id } }\"}]"),
                        400,
                        "batching_not_supported")
                .refused("no JSON", client.post(PATH, "{"), 400, "malformed_json")
                .refused(
                        "a field that is none",
                        client.post(PATH, "{\"query\": \"{ me { id } }\", \"rows\": 1}"),
                        400,
                        "validation_failed")
                .refused(
                        "a body of 40 KB",
                        client.post(PATH, "{\"query\": \"" + "x".repeat(40_000) + "\"}"),
                        413,
                        "payload_too_large")
                .refused(
                        "from a foreign page",
                        query(client.with("Origin", "https://evil.example"), "{ categories { slug } }"),
                        403,
                        "origin_not_allowed")
                .refused(
                        "by cookie without its CSRF token",
                        query(
                                client.with(
                                        "Cookie",
                                        "access_token=" + Shopper.fresh().accessToken()),
                                "{ me { id } }"),
                        403,
                        "csrf_token_invalid");
    }

    private static String aliases(int count) {
        var text = new StringBuilder();
        for (var number = 0; number < count; number++) {
            text.append('a').append(number).append(": categories { slug } ");
        }
        return text.toString();
    }

    private static Answer query(Client client, String document) {
        return client.post(PATH, JsonMapper.shared().writeValueAsString(Map.of("query", document)));
    }

    /** Of the first error. */
    private static String code(Answer answer) {
        return answer.json()
                .path("errors")
                .path(0)
                .path("extensions")
                .path("code")
                .asString("");
    }
}
