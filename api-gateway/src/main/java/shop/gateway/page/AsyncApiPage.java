package shop.gateway.page;

import static shop.gateway.html.Html.escaped;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import shop.gateway.html.Html;
import tools.jackson.databind.JsonNode;

/** The events of the fleet to read: what {@code /asyncapi.json} says of each topic, as a page without scripts. */
@RestController
class AsyncApiPage {

    private static final String STYLE = "<link rel=\"stylesheet\" href=\"" + Html.STYLE_PATH + "\">\n";

    private final AsyncApiDocument events;
    private final SingletonSupplier<String> page = SingletonSupplier.of(this::render);

    AsyncApiPage(AsyncApiDocument events) {
        this.events = events;
    }

    @GetMapping(path = "/asyncapi", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<String> page() {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(Duration.ofHours(1)))
                .body(page.obtain());
    }

    @GetMapping(path = "/asyncapi.json", produces = MediaType.APPLICATION_JSON_VALUE)
    String document() {
        return events.tree().toString();
    }

    private String render() {
        var document = events.tree();
        var channels = document.path("channels");
        return Html.page("Shopfleet events", STYLE, """
                <main>
                <h1>Shopfleet events</h1>
                <p>%s</p>
                <p><a href="/asyncapi.json">asyncapi.json</a> is this page for programs. What is asked for and not published is in the
                <a href="/swagger-ui.html">API documentation</a>.</p>
                <ul>%s</ul>
                %s</main>
                """.formatted(
                        text(document.path("info"), "description"),
                        channels.propertyStream()
                                .map(channel -> link(channel.getKey(), channel.getValue()))
                                .collect(Collectors.joining()),
                        channels.propertyStream()
                                .map(channel -> section(channel.getKey(), channel.getValue(), document))
                                .collect(Collectors.joining())));
    }

    private static String link(String name, JsonNode channel) {
        return "<li><a href=\"#%s\">%s<small>%s</small></a></li>%n"
                .formatted(escaped(name), escaped(name), text(channel, "description"));
    }

    private static String section(String name, JsonNode channel, JsonNode document) {
        var operation = document.path("operations").path(name);
        var kafka = channel.at("/bindings/kafka");
        return """
                <h2 id="%s">%s</h2>
                <p>%s %s %s partitions by default.</p>
                %s""".formatted(
                        escaped(name),
                        escaped(name),
                        text(channel, "description"),
                        text(operation, "summary"),
                        text(kafka, "partitions"),
                        channel.path("messages")
                                .valueStream()
                                .map(reference -> document.at(
                                        reference.path("$ref").asString().substring(1)))
                                .map(AsyncApiPage::message)
                                .collect(Collectors.joining()));
    }

    private static String message(JsonNode message) {
        var schema = message.at("/payload/schema");
        var key = message.at("/bindings/kafka/key");
        return """
                <h3>%s</h3>
                <p>%s The record's key is %s.</p>
                %s<details><summary>Envelope</summary>
                %s</details>
                <details><summary>Example</summary>
                <pre>%s</pre>
                </details>
                """.formatted(
                        text(message, "name"),
                        text(message, "title"),
                        text(key, "description"),
                        table(fields("", schema.at("/properties/data"))),
                        table(properties("", schema, "data")),
                        escaped(message.at("/examples/0/payload").toPrettyString()));
    }

    private static String table(Stream<String> rows) {
        return """
                <table><thead><tr><th scope="col">Field</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead>
                <tbody>%s</tbody></table>
                """.formatted(rows.collect(Collectors.joining()));
    }

    private static Stream<String> properties(String path, JsonNode object, String leftOut) {
        var required =
                object.path("required").valueStream().map(JsonNode::asString).toList();
        return object.path("properties")
                .propertyStream()
                .filter(field -> !field.getKey().equals(leftOut))
                .flatMap(field -> Stream.concat(
                        Stream.of(row(path + field.getKey(), field.getValue(), required.contains(field.getKey()))),
                        fields(path + field.getKey(), field.getValue())));
    }

    /** What is in a field, if it is an object or a list of objects. */
    private static Stream<String> fields(String path, JsonNode schema) {
        var items = schema.path("items");
        return Stream.concat(
                properties(path.isEmpty() ? "" : path + ".", schema, ""),
                items.isMissingNode() ? Stream.empty() : fields(path + "[]", items));
    }

    private static String row(String path, JsonNode schema, boolean required) {
        return "<tr><th scope=\"row\"><code>%s</code>%s</th><td>%s</td><td>%s</td></tr>%n"
                .formatted(
                        escaped(path).replace(".", ".<wbr>"),
                        required ? "" : "<small>optional</small>",
                        escaped(type(schema)),
                        text(schema, "description"));
    }

    /** As {@code string (uuid)}, {@code string or null}, {@code "PAID", "FAILED"}. */
    private static String type(JsonNode schema) {
        if (schema.has("const")) {
            return schema.path("const").toString();
        }
        if (schema.has("enum")) {
            return schema.path("enum").valueStream().map(JsonNode::toString).collect(Collectors.joining(", "));
        }
        var types = schema.path("type");
        var name = types.isArray()
                ? types.valueStream().map(JsonNode::asString).collect(Collectors.joining(" or "))
                : types.asString("any");
        var format = schema.path("format").asString("");
        return format.isEmpty() ? name : name + " (" + format + ")";
    }

    private static String text(JsonNode node, String field) {
        return escaped(node.path(field).asString(""));
    }
}
