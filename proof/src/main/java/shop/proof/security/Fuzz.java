package shop.proof.security;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import shop.proof.Answer;
import shop.proof.Client;
import shop.proof.Fleet;
import shop.proof.Shopper;
import shop.proof.security.ApiDocuments.Operation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/**
 * Sends what clients send by mistake or on purpose to every operation of every API document: a request that would be right, with one
 * thing in it changed. No answer may be a failure of ours, every refusal is a problem with code and request id, and every status is one
 * that the document has.
 */
final class Fuzz {

    private static final String NOBODY = "019aa5f0-7a00-7000-8000-00000000dead";
    private static final int VALUES_PER_PLACE = 7;
    private static final int DEEPEST = 4;

    /** What ends the fuzzer's own session, or changes whom it may act for. */
    private static final Set<String> SPARED = Set.of("POST /api/user/logout", "PATCH /api/users/me/password");

    /** What any operation may answer, whatever its document says of the rest. */
    private static final Set<Integer> ALWAYS = Set.of(400, 401, 403, 404, 405, 406, 413, 415, 429);

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            ",",
            "019aa5f0-7a00-7000-8000-000000000001,",
            "a\u0000b",
            "\u00a0",
            "\u200b\ufe0f",
            "a\nb",
            "\u001b[31m",
            "Cafe\u0301",
            "\u202eabc",
            "=1+1",
            "'; drop table orders; --",
            "{{7*7}}${7*7}",
            "../../etc/passwd",
            "%00",
            "\ud83d\ude00".repeat(300),
            "x".repeat(3_000),
            "null",
            "-1",
            "9999-12-31T23:59:59.999999999Z",
            "+1000000000-12-31T23:59:59.999999999Z",
            "-999999999-01-01",
            "00000000-0000-0000-0000-000000000000");

    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "-1",
            "1.5",
            "1e3",
            "1e309",
            "2147483647",
            "2147483648",
            "-2147483649",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "0.1e-400",
            "1" + "0".repeat(400));

    /** As JSON, in the place of anything. */
    private static final List<String> OTHERS =
            List.of("null", "true", "{}", "[]", "[null]", "{\"$gt\": \"\"}", "\"\\ud83d\"", "[[[[[[[[]]]]]]]]");

    private final Trial trial;
    private final Client customer;
    private final Client admin;
    private final Map<String, String> ids = new TreeMap<>();
    private final Map<String, JsonNode> documents = new TreeMap<>();
    private final Map<Operation, Client> strangers = new HashMap<>();
    private final List<String> flaws = new ArrayList<>();
    private int sent;

    private Fuzz(Trial trial) {
        this.trial = trial;
        var shopper = Shopper.fresh();
        var staff = Shopper.admin();
        this.customer = trial.stranger().withToken(shopper.accessToken());
        this.admin = trial.stranger().withToken(staff.accessToken());
        var product = staff.createProduct("Fuzz", 450, 50);
        var order = shopper.order(product, 1).expect(201).text("id");
        var address = customer.post("/api/users/me/addresses", Shopper.ADDRESS)
                .expect(201)
                .text("id");
        ids.putAll(Map.of(
                "/api/orders/", order,
                "/api/users/me/addresses/", address,
                "/api/products/", product,
                "/api/inventory/", product,
                "/api/cart/items/", product));
    }

    static List<Check> checks() {
        return List.of(
                Check.of(
                        64,
                        "every query parameter of every operation with odd values, unknown ones, odd Accept headers",
                        "never 5xx; every refusal a problem with code and request id",
                        trial -> new Fuzz(trial).run(Fuzz::queries)),
                Check.of(
                        65,
                        "every body as YAML, XML, form, text, UTF-16",
                        "415 or 400, nothing done",
                        trial -> new Fuzz(trial).run(Fuzz::formats)),
                Check.of(
                        66,
                        "every field of every body with odd texts, numbers and types",
                        "never 5xx; every refusal a problem with code and request id",
                        trial -> new Fuzz(trial).run(Fuzz::bodies)));
    }

    @FunctionalInterface
    private interface Attack {
        void on(Fuzz fuzz, Operation operation) throws IOException;
    }

    private void run(Attack attack) throws IOException {
        var operations = ApiDocuments.operations();
        for (var operation : operations) {
            if (operation.isStream() || operation.isDoneWithoutWords() || SPARED.contains(operation.title())) {
                continue;
            }
            var before = flaws.size();
            var sentBefore = sent;
            attack.on(this, operation);
            if (sent > sentBefore) {
                trial.that(
                        operation.title(),
                        "no flaw",
                        (sent - sentBefore) + " requests"
                                + (flaws.size() == before ? "" : ": " + flaws.subList(before, flaws.size())),
                        flaws.size() == before);
            }
        }
        trial.that("requests in all", "more than one for each operation", sent, sent > operations.size());
    }

    private void queries(Operation operation) throws IOException {
        if (!operation.isRead()) {
            return;
        }
        var path = operation.concrete(ids, NOBODY);
        var client = client(operation);
        for (var parameter : parameters(operation)) {
            for (var value : some(TEXTS, VALUES_PER_PLACE)) {
                judge(operation, client.get(path + "?" + parameter + "=" + encoded(value)));
            }
            for (var value : some(NUMBERS, 4)) {
                judge(operation, client.get(path + "?" + parameter + "=" + encoded(value)));
            }
            judge(operation, client.get(path + "?" + parameter + "=a=b"));
            judge(operation, client.get(path + "?" + parameter + "=1&" + parameter + "=2"));
            judge(operation, client.get(path + "?" + parameter));
            for (var raw : some(List.of("%", "%zz", "{", "|", "^", "\"", "<", "\\", "%ff", "%c3%28", "`"), 3)) {
                judgeRaw(operation, "GET " + path + "?" + parameter + "=" + raw);
            }
        }
        if (!operation.isPage()) {
            var unknown = client.get(path + "?no_such_parameter=1");
            judge(operation, unknown);
            if (unknown.status() < 400) {
                flaws.add("takes a parameter that it does not know");
            }
        }
        for (var accept : List.of(
                "a/b, ".repeat(99) + "a/c", "no type", "application/xml", "*/*;q=x", ";;;", "text/html;q=0.0")) {
            judge(operation, client.with("Accept", accept).get(path));
        }
        for (var header : Map.of(
                        "If-None-Match", "x".repeat(3_000),
                        "Range", "bytes=9-1",
                        "X-Request-Id", "a b\u00ff",
                        "traceparent", "00-0-0-0",
                        "Cookie", "a=\u0001; ;;=;\"")
                .entrySet()) {
            if (header.getValue().chars().allMatch(character -> character >= ' ' && character < 0x7f)) {
                judge(operation, client.with(header.getKey(), header.getValue()).get(path));
            } else {
                judgeRaw(operation, "GET " + path, header.getKey() + ": " + header.getValue());
            }
        }
    }

    private void formats(Operation operation) {
        var sample = sample(operation);
        if (sample.isEmpty()) {
            return;
        }
        var path = operation.concrete(ids, NOBODY);
        for (var type : List.of(
                "application/yaml",
                "application/x-yaml",
                "application/xml",
                "text/xml",
                "text/plain",
                "application/cbor",
                "application/octet-stream",
                "application/json;charset=UTF-16",
                "multipart/form-data",
                "image/png",
                "*/*",
                "no type")) {
            var answer = client(operation)
                    .with("Content-Type", type)
                    .send(operation.method(), path, sample.get().toString());
            judge(operation, answer);
            if (answer.status() < 400) {
                flaws.add(type + " is read: " + answer.brief());
            }
        }
    }

    private void bodies(Operation operation) {
        var sample = sample(operation);
        if (sample.isEmpty()) {
            return;
        }
        for (var body : some(List.of("null", "[]", "\"\"", "1", "{", "", "{\"a\":1,\"a\":2}", "[".repeat(3_000)), 8)) {
            send(operation, body);
        }
        var places = new ArrayList<Runnable>();
        change(operation, sample.get(), sample.get(), places);
        places.forEach(Runnable::run);
    }

    /** Changes one place after the other, sends the whole, and puts it back. */
    private void change(Operation operation, JsonNode whole, JsonNode node, List<Runnable> places) {
        switch (node) {
            case ObjectNode object -> {
                places.add(() -> {
                    object.put("noSuchField", 1);
                    send(operation, whole.toString());
                    object.remove("noSuchField");
                });
                for (var field : object.propertyNames().stream().toList()) {
                    places.add(() -> {
                        var right = object.get(field);
                        for (var value : values(right)) {
                            object.set(field, value);
                            send(operation, whole.toString());
                        }
                        object.remove(field);
                        send(operation, whole.toString());
                        object.set(field, right);
                    });
                    change(operation, whole, object.get(field), places);
                }
            }
            case ArrayNode array -> {
                if (!array.isEmpty()) {
                    places.add(() -> {
                        var right = array.get(0);
                        for (var value : values(right)) {
                            array.set(0, value);
                            send(operation, whole.toString());
                        }
                        array.set(0, right);
                    });
                    change(operation, whole, array.get(0), places);
                }
            }
            default -> {
                // A value alone has no places of its own.
            }
        }
    }

    private List<JsonNode> values(JsonNode right) {
        var values = new ArrayList<JsonNode>();
        some(TEXTS, VALUES_PER_PLACE).forEach(text -> values.add(JsonNodeFactory.instance.stringNode(text)));
        some(NUMBERS, right.isNumber() ? NUMBERS.size() : 3)
                .forEach(number -> values.add(JsonNodeFactory.instance.rawValueNode(raw(number))));
        some(OTHERS, 4).forEach(other -> values.add(JsonNodeFactory.instance.rawValueNode(raw(other))));
        return values;
    }

    /** Numbers that no Java type holds, and halves of surrogate pairs, can be written only as they are. */
    private static RawValue raw(String json) {
        return new RawValue(json);
    }

    private void send(Operation operation, String body) {
        var path = operation.concrete(ids, NOBODY);
        judge(operation, client(operation).send(operation.method(), path, body));
    }

    private Client client(Operation operation) {
        return switch (operation.access()) {
            case "admin" -> admin;
            // Limits hold by address.
            case "open" -> strangers.computeIfAbsent(operation, _ -> trial.stranger());
            default -> customer;
        };
    }

    private void judge(Operation operation, Answer answer) {
        sent++;
        flaw(operation, answer)
                .ifPresent(flaw -> flaws.add(shortened(answer.request()) + " -> " + answer.brief() + " " + flaw));
    }

    private static Optional<String> flaw(Operation operation, Answer answer) {
        if (answer.status() == 503 && !answer.header("Retry-After").isEmpty()) {
            return answer.flawOfProblem();
        } else if (answer.status() >= 500) {
            return Optional.of("a failure");
        }
        if (answer.status() >= 400) {
            if (operation.isPage() && answer.header("Content-Type").startsWith("text/html")) {
                return Optional.empty();
            }
            var flaw = answer.flawOfProblem();
            if (flaw.isPresent()) {
                return flaw;
            }
        }
        var documented = operation.description().path("responses").has(Integer.toString(answer.status()))
                || ALWAYS.contains(answer.status())
                || answer.status() == 304;
        return documented ? Optional.empty() : Optional.of("is not in the document");
    }

    /** What no client library would send. */
    private void judgeRaw(Operation operation, String requestLine, String... headers) throws IOException {
        sent++;
        var head = new ArrayList<String>();
        head.add(requestLine + " HTTP/1.1");
        head.add("Host: localhost");
        Collections.addAll(head, headers);
        var reply = Wire.ask(Fleet.running().gateway(), "", head.toArray(String[]::new));
        if (reply.status() >= 500 || reply.status() == 0) {
            flaws.add(shortened(requestLine) + " " + String.join(" ", headers) + " -> " + reply.brief());
        } else if (reply.status() >= 400
                && !operation.isPage()
                && (!reply.text().contains("\"code\":") || !reply.text().contains("\"requestId\":"))) {
            flaws.add(shortened(requestLine) + " " + String.join(" ", headers) + " -> " + reply.brief()
                    + " without code or request id");
        }
    }

    private static String shortened(String request) {
        return (request.length() <= 240 ? request : request.substring(0, 240) + "…").replaceAll("\\p{Cntrl}", "?");
    }

    private <T> List<T> some(List<T> all, int most) {
        var shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, trial.random());
        return shuffled.subList(0, Math.min(most, shuffled.size()));
    }

    private static List<String> parameters(Operation operation) {
        return operation
                .description()
                .path("parameters")
                .valueStream()
                .filter(parameter -> parameter.path("in").asString("").equals("query"))
                .map(parameter -> parameter.path("name").asString(""))
                .toList();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** A body as the document describes it; empty if the operation takes no JSON. */
    private Optional<JsonNode> sample(Operation operation) {
        var content = operation.description().path("requestBody").path("content");
        var json = content.propertyNames().stream()
                .filter(type -> type.contains("json"))
                .findFirst();
        return json.map(type -> sample(operation.service(), content.path(type), DEEPEST))
                .filter(body -> body.isObject());
    }

    private JsonNode sample(String service, JsonNode media, int depth) {
        if (media.has("example")) {
            return copy(media.get("example"));
        }
        var examples = media.path("examples");
        return examples.isObject()
                        && !examples.isEmpty()
                        && examples.iterator().next().has("value")
                ? copy(examples.iterator().next().get("value"))
                : ofSchema(service, media.path("schema"), depth);
    }

    private JsonNode ofSchema(String service, JsonNode described, int depth) {
        var schema = resolved(service, described);
        var nodes = JsonNodeFactory.instance;
        if (schema.has("example")) {
            return copy(schema.get("example"));
        } else if (schema.has("enum")) {
            return schema.get("enum").get(0);
        } else if (schema.has("properties")) {
            var object = nodes.objectNode();
            if (depth > 0) {
                schema.get("properties")
                        .properties()
                        .forEach(field -> object.set(field.getKey(), ofSchema(service, field.getValue(), depth - 1)));
            }
            return object;
        }
        for (var union : List.of("oneOf", "anyOf", "allOf")) {
            if (schema.has(union)) {
                return ofSchema(service, schema.get(union).get(0), depth);
            }
        }
        return switch (type(schema)) {
            case "array" -> nodes.arrayNode().add(ofSchema(service, schema.path("items"), depth - 1));
            case "integer", "number" ->
                nodes.numberNode(Math.max(1, schema.path("minimum").asInt(1)));
            case "boolean" -> nodes.booleanNode(true);
            case "object" -> nodes.objectNode();
            default -> nodes.stringNode(text(schema.path("format").asString("")));
        };
    }

    private static String text(String format) {
        return switch (format) {
            case "uuid" -> NOBODY;
            case "date-time" -> "2026-11-21T10:00:00Z";
            case "date" -> "2026-11-21";
            case "email" -> "fuzz@example.org";
            case "uri" -> "https://example.org/a.png";
            default -> "EUR";
        };
    }

    /** OpenAPI 3.1 names several types where a value may be null. */
    private static String type(JsonNode schema) {
        var type = schema.path("type");
        return type.isArray()
                ? type.valueStream()
                        .map(one -> one.asString(""))
                        .filter(one -> !one.equals("null"))
                        .findFirst()
                        .orElse("")
                : type.asString("");
    }

    private JsonNode resolved(String service, JsonNode schema) {
        var reference = schema.path("$ref").asString("");
        return reference.startsWith("#/")
                ? documents
                        .computeIfAbsent(
                                service,
                                name -> Client.ofGateway()
                                        .get("/v3/api-docs/" + name)
                                        .expect(200)
                                        .json())
                        .at(reference.substring(1))
                : schema;
    }

    private static JsonNode copy(JsonNode node) {
        return JsonMapper.shared().readTree(node.toString());
    }
}
