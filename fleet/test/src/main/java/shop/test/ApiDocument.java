package shop.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.StringEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Holds the OpenAPI document of a service against what the service does: nobody reads in it what is not so, and the security matrix that
 * is made from it leaves nothing out.
 */
public final class ApiDocument {

    /** Of fleet-platform, on which this module does not depend. */
    private static final String CODES = "/shop/platform/problem/codes.properties";

    /** Of fleet-operations, whose paths are in the document of the service that depends on it. */
    private static final String OPERATIONS = "shop.operations";

    private static final String SPECIFICATION = "openapi-3.1.schema.json";

    private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete", "head", "options");
    private static final Set<String> ACCESS = Set.of("open", "user", "admin");

    /** What fleet-http and the gateway say of themselves. */
    private static final Set<String> GENERAL = Set.of(
            "invalid_cursor",
            "page_too_deep",
            "account_disabled",
            "bad_request",
            "body_required",
            "concurrent_update",
            "csrf_token_invalid",
            "forbidden",
            "idempotency_in_progress",
            "idempotency_key_reused",
            "invalid_token",
            "keys_unavailable",
            "malformed_json",
            "payload_too_large",
            "precondition_failed",
            "rate_limited",
            "service_unavailable",
            "store_unavailable",
            "token_expired",
            "token_revoked",
            "too_many_idempotency_keys",
            "unauthorized",
            "unsupported_media_type",
            "validation_failed");

    /** Of two words or more, which distinguishes a code from the other texts in a class. */
    private static final Pattern CODE = Pattern.compile("[a-z]+(_[a-z]+)+");

    private final JsonNode document;
    private final List<Operation> operations;

    private ApiDocument(JsonNode document) {
        this.document = document;
        this.operations = document.path("paths")
                .propertyStream()
                .flatMap(path -> path.getValue()
                        .propertyStream()
                        .filter(method -> METHODS.contains(method.getKey()))
                        .map(method -> new Operation(method.getKey() + " " + path.getKey(), method.getValue())))
                .toList();
    }

    private record Operation(String name, JsonNode body) {}

    /**
     * Fails with what is missing or wrong.
     *
     * @param document the answer to {@code GET /v3/api-docs}
     * @param servicePackage where the service's classes are, for example {@code shop.order}
     * @param onlyInternal codes that are returned to other services alone
     */
    public static void assertSound(JsonNode document, String servicePackage, String... onlyInternal) {
        var it = new ApiDocument(document);
        assertThat(document.path("openapi").asString("")).startsWith("3.1");
        assertThat(it.deviationsFromTheSpecification())
                .as("deviations from OpenAPI 3.1")
                .isEmpty();
        assertThat(it.operations).isNotEmpty();
        assertThat(it.operations)
                .extracting(operation -> operation.body().path("operationId").asString(""))
                .as("operation ids, which generated clients have methods of")
                .doesNotContain("")
                .doesNotHaveDuplicates();
        it.operations.forEach(ApiDocument::assertTold);
        assertThat(it.undescribed())
                .as("what the document does not describe (annotations or api-texts.properties)")
                .isEmpty();
        assertThat(it.unexplainedCodes())
                .as("codes without an explanation (codes.properties of fleet-platform)")
                .isEmpty();
        it.assertCodes(ownCodes(servicePackage), Set.of(onlyInternal));
        it.assertExamples();
        ApiBaseline.assertCompatible(document.at("/info/title").asString(), document);
    }

    private List<Error> deviationsFromTheSpecification() {
        try (var in = Objects.requireNonNull(ApiDocument.class.getResourceAsStream(SPECIFICATION), SPECIFICATION)) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(in, InputFormat.JSON)
                    .validate(document.toString(), InputFormat.JSON);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void assertTold(Operation operation) {
        assertThat(operation.name()).doesNotContain(" /internal");
        var access = operation.body().path("x-shop-access").asString("");
        assertThat(access).as("access to %s", operation.name()).isIn(ACCESS);
        assertThat(operation.body().path("security").isEmpty())
                .as("%s asks for no token", operation.name())
                .isEqualTo(access.equals("open") && !operation.body().toString().contains("\"bearer\""));
        assertThat(operation.body().path("responses").propertyNames())
                .as("answers of %s", operation.name())
                .anyMatch(status -> status.charAt(0) < '4');
        operation.body().path("responses").propertyStream().forEach(response -> {
            if (response.getKey().charAt(0) >= '4') {
                assertThat(response.getValue()
                                .at("/content/application~1problem+json/schema/$ref")
                                .asString(""))
                        .as("%s: body of %s", operation.name(), response.getKey())
                        .isEqualTo("#/components/schemas/Problem");
                assertThat(response.getValue().path("x-shop-codes"))
                        .as("%s: codes of %s", operation.name(), response.getKey())
                        .isNotEmpty();
            }
        });
    }

    /** Operations without a summary or with a class's name for a group, fields and parameters without a description. */
    private List<String> undescribed() {
        var missing = new ArrayList<String>();
        for (var operation : operations) {
            if (operation.body().path("summary").asString("").isBlank()) {
                missing.add("summary of " + operation.name());
            }
            var tags = operation.body().path("tags");
            if (tags.isEmpty()
                    || tags.valueStream().map(JsonNode::asString).anyMatch(tag -> tag.endsWith("-controller"))) {
                missing.add("group of " + operation.name());
            }
            operation
                    .body()
                    .path("parameters")
                    .valueStream()
                    .filter(ApiDocument::isUndescribed)
                    .forEach(parameter -> missing.add(
                            "parameter " + parameter.path("name").asString("") + " of " + operation.name()));
        }
        document.at("/components/schemas")
                .propertyStream()
                .forEach(schema -> schema.getValue()
                        .path("properties")
                        .propertyStream()
                        .filter(field -> isUndescribed(field.getValue()))
                        .forEach(field -> missing.add("field " + schema.getKey() + "." + field.getKey())));
        return missing;
    }

    private static boolean isUndescribed(JsonNode described) {
        return described.path("description").asString("").isBlank();
    }

    private List<String> unexplainedCodes() {
        var explained = new Properties();
        try (var in = Objects.requireNonNull(ApiDocument.class.getResourceAsStream(CODES), CODES)) {
            explained.load(in);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return documentedCodes().stream()
                .filter(code -> !explained.containsKey(code))
                .toList();
    }

    private Set<String> documentedCodes() {
        return operations.stream()
                .flatMap(operation -> operation.body().path("responses").valueStream())
                .flatMap(response -> response.path("x-shop-codes").valueStream())
                .map(JsonNode::asString)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void assertCodes(Set<String> own, Set<String> onlyInternal) {
        var documented = documentedCodes();
        var expected = new TreeSet<>(own);
        expected.removeIf(code -> !CODE.matcher(code).matches());
        expected.removeAll(onlyInternal);
        assertThat(documented).as("codes of the document").containsAll(expected);
        documented.removeAll(GENERAL);
        assertThat(own).as("codes in the service's classes").containsAll(documented);
    }

    /** The texts in the classes that make problems. */
    private static Set<String> ownCodes(String servicePackage) {
        return new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests()))
                .importPackages(servicePackage, OPERATIONS).stream()
                        .filter(type -> type.getSimpleName().endsWith("Problems"))
                        .flatMap(type -> texts(type.getName()).stream())
                        .collect(Collectors.toSet());
    }

    private static List<String> texts(String className) {
        var file = "/" + className.replace('.', '/') + ".class";
        try (var in = Objects.requireNonNull(ApiDocument.class.getResourceAsStream(file), file)) {
            return StreamSupport.stream(
                            ClassFile.of()
                                    .parse(in.readAllBytes())
                                    .constantPool()
                                    .spliterator(),
                            false)
                    .filter(StringEntry.class::isInstance)
                    .map(entry -> ((StringEntry) entry).stringValue())
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void assertExamples() {
        var deviations = new ArrayList<String>();
        operations.forEach(operation -> operation.body().findParents("example").stream()
                .filter(media -> media.path("schema").has("$ref"))
                .forEach(media -> deviations.addAll(deviations(operation.name(), media))));
        assertThat(deviations).as("examples that break their schema").isEmpty();
    }

    private List<String> deviations(String where, JsonNode media) {
        var schema = JsonMapper.shared().createObjectNode();
        schema.set("$ref", media.path("schema").path("$ref"));
        schema.set("components", document.path("components"));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema.toString())
                .validate(
                        media.path("example").toString(),
                        InputFormat.JSON,
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(deviation -> where + ": " + deviation)
                .toList();
    }
}
