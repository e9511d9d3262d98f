package shop.gateway.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The events of the fleet as one AsyncAPI document. In the contracts {@code asyncapi.json} refers to the schema and the example of each
 * event by the name of its file; here the files stand in place of the references, so that a reader needs no other address.
 */
@Component
class AsyncApiDocument {

    private static final String FOLDER = "contracts/";

    private static final String REFERENCE = "$ref";

    private final JsonMapper mapper;

    /** Made when somebody asks: most gateways never are, and none starts later for it. */
    private final SingletonSupplier<JsonNode> document = SingletonSupplier.of(() -> withFiles(file("asyncapi.json")));

    AsyncApiDocument(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /** What the page and the tests read; nobody changes it. */
    JsonNode tree() {
        return document.obtain();
    }

    private JsonNode withFiles(JsonNode node) {
        var name = node.path(REFERENCE).asString("#");
        if (!name.startsWith("#")) {
            return file(name);
        }
        switch (node) {
            case ObjectNode object ->
                object.propertyNames().forEach(field -> object.set(field, withFiles(object.get(field))));
            case ArrayNode array -> {
                for (var i = 0; i < array.size(); i++) {
                    array.set(i, withFiles(array.get(i)));
                }
            }
            default -> {}
        }
        return node;
    }

    private JsonNode file(String name) {
        try (var in = new ClassPathResource(FOLDER + name).getInputStream()) {
            return mapper.readTree(in);
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}
