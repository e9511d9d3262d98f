package shop.http.docs;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.access.WebInvocationPrivilegeEvaluator;

/** What only the whole document shows: who may call an operation, which versions and examples its answers have. */
final class DocumentDocs implements GlobalOpenApiCustomizer {

    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final WebInvocationPrivilegeEvaluator rules;
    private final Examples examples;

    private final ApiTexts texts;

    DocumentDocs(WebInvocationPrivilegeEvaluator rules, ApiTexts texts, Examples examples) {
        this.rules = rules;
        this.texts = texts;
        this.examples = examples;
    }

    @Override
    public void customise(OpenAPI document) {
        document.getComponents().getSchemas().forEach(this::describeFields);
        document.getComponents().addSchemas(ProblemSchema.NAME, ProblemSchema.schema());
        document.getPaths()
                .forEach((path, item) -> item.readOperationsMap().forEach((method, operation) -> {
                    documentAccess(Access.of(rules, method.name(), path), method, operation);
                    documentAnswers(
                            isVersioned(item)
                                    || (method == HttpMethod.POST && makesVersioned(document, path))
                                    || returnsVersion(operation, document),
                            method,
                            operation);
                    exemplify(operation, document);
                    describeParameters(path, operation);
                    listAliases(operation, method.name(), path);
                    operation.setResponses(sorted(operation.getResponses()));
                }));
    }

    /** An annotation says more than a list of names. */
    private void describeFields(String name, Schema<?> schema) {
        if (schema.getProperties() != null) {
            schema.getProperties().forEach((field, property) -> {
                if (isBlank(property.getDescription())) {
                    texts.field(name, field).ifPresent(property::setDescription);
                }
            });
        }
    }

    private void describeParameters(String path, Operation operation) {
        if (operation.getParameters() != null) {
            operation.getParameters().stream()
                    .filter(parameter -> isBlank(parameter.getDescription()))
                    .forEach(parameter ->
                            texts.parameter(path, parameter.getName()).ifPresent(parameter::setDescription));
        }
    }

    private void listAliases(Operation operation, String method, String path) {
        var aliases = texts.aliases(method, path);
        if (!aliases.isEmpty()) {
            operation.addExtension("x-shop-aliases", aliases);
            var before = isBlank(operation.getDescription()) ? "" : operation.getDescription() + "\n\n";
            operation.setDescription(before + "Also as `" + String.join("`, `", aliases) + "`.");
        }
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    /** What is made at {@code /things} is found at {@code /things/{id}}. */
    private static boolean makesVersioned(OpenAPI document, String path) {
        return document.getPaths().entrySet().stream()
                .anyMatch(other ->
                        other.getKey().matches(Pattern.quote(path) + "/\\{[^/]*}") && isVersioned(other.getValue()));
    }

    /** What has a version in its body has it in its header, too. */
    private static boolean returnsVersion(Operation operation, OpenAPI document) {
        return operation.getResponses().entrySet().stream()
                .filter(response -> response.getKey().startsWith("2"))
                .map(response -> response.getValue().getContent())
                .filter(Objects::nonNull)
                .flatMap(content -> content.values().stream())
                .map(type -> resolved(type.getSchema(), document))
                .anyMatch(schema -> schema != null
                        && schema.getProperties() != null
                        && schema.getProperties().containsKey("version"));
    }

    private static @Nullable Schema<?> resolved(@Nullable Schema<?> schema, OpenAPI document) {
        var reference = schema == null ? null : schema.get$ref();
        return reference == null
                ? schema
                : document.getComponents().getSchemas().get(reference.substring(reference.lastIndexOf('/') + 1));
    }

    private static void documentAccess(Access access, HttpMethod method, Operation operation) {
        operation.addExtension("x-shop-access", access.toString());
        var refusals = new Refusals(operation)
                .add(HttpStatus.UNAUTHORIZED, "invalid_token", "token_expired", "account_disabled", "token_revoked")
                .add(HttpStatus.SERVICE_UNAVAILABLE, "keys_unavailable");
        if (!READING.contains(method) && (access != Access.OPEN || operation.getSecurity() != null)) {
            refusals.add(HttpStatus.FORBIDDEN, "csrf_token_invalid");
        }
        if (access == Access.OPEN) {
            operation.getExtensions().remove(OperationDocs.OWNER);
            return;
        }
        operation.setSecurity(Security.required());
        refusals.add(HttpStatus.UNAUTHORIZED, "unauthorized");
        if (access == Access.ADMIN) {
            operation.getExtensions().remove(OperationDocs.OWNER);
            refusals.add(HttpStatus.FORBIDDEN, "forbidden");
        }
    }

    private void documentAnswers(boolean versioned, HttpMethod method, Operation operation) {
        var repeatable = takes(operation, "Idempotency-Key");
        var paged = takes(operation, OperationDocs.PAGE);
        operation.getResponses().forEach((status, response) -> {
            if (!status.startsWith("2")) {
                return;
            }
            if (status.equals("201")) {
                response.addHeaderObject(HttpHeaders.LOCATION, Refusals.header("Where it is"));
            }
            if (repeatable) {
                response.addHeaderObject(
                        "Idempotent-Replayed",
                        Refusals.header("true if this is the stored answer to an earlier request"));
            }
            if (paged) {
                response.addHeaderObject(HttpHeaders.LINK, Refusals.header("The pages around, as RFC 8288 has it"));
            }
            if (versioned && hasBody(response)) {
                response.addHeaderObject(
                        HttpHeaders.ETAG, Refusals.header("The version, for If-Match and If-None-Match"));
            }
        });
        if (versioned && method == HttpMethod.GET) {
            if (!OperationDocs.hasParameter(operation, HttpHeaders.IF_NONE_MATCH)) {
                operation.addParametersItem(OperationDocs.header(
                        HttpHeaders.IF_NONE_MATCH, "The ETags of the versions that are known.", 1000));
            }
            operation
                    .getResponses()
                    .addApiResponse("304", new ApiResponse().description("Not Modified, for If-None-Match"));
        }
    }

    private void exemplify(Operation operation, OpenAPI document) {
        Stream.concat(
                        Stream.ofNullable(operation.getRequestBody()).map(body -> body.getContent()),
                        operation.getResponses().values().stream().map(ApiResponse::getContent))
                .filter(Objects::nonNull)
                .flatMap(content -> content.values().stream())
                .filter(type -> type.getSchema() != null)
                .forEach(type -> references(type.getSchema())
                        .flatMap(reference -> examples.of(reference, document).stream())
                        .findFirst()
                        .ifPresent(type::setExample));
    }

    /** Two handlers of one path, distinguished by their parameters, answer with either schema: the example is that of the first that has one. */
    private static Stream<String> references(Schema<?> schema) {
        var alternatives =
                Stream.ofNullable(schema.getOneOf()).flatMap(List::stream).map(one -> one.get$ref());
        return Stream.concat(Stream.ofNullable(schema.get$ref()), alternatives.filter(Objects::nonNull));
    }

    private static ApiResponses sorted(ApiResponses responses) {
        var sorted = new ApiResponses();
        sorted.putAll(new TreeMap<>(responses));
        return sorted;
    }

    private static boolean hasBody(ApiResponse response) {
        return response.getContent() != null && !response.getContent().isEmpty();
    }

    /** A request for the version that is to change states it, too. */
    private static boolean isVersioned(PathItem item) {
        return item.readOperations().stream().anyMatch(operation -> takes(operation, HttpHeaders.IF_MATCH));
    }

    private static boolean takes(Operation operation, String header) {
        return Stream.ofNullable(operation.getParameters())
                .flatMap(parameters -> parameters.stream())
                .anyMatch(parameter -> header.equals(parameter.getName()));
    }
}
