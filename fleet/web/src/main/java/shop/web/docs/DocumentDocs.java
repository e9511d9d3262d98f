package shop.web.docs;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.Set;
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
    private final Examples examples = new Examples();

    DocumentDocs(WebInvocationPrivilegeEvaluator rules) {
        this.rules = rules;
    }

    @Override
    public void customise(OpenAPI document) {
        document.getComponents().addSchemas(ProblemSchema.NAME, ProblemSchema.schema());
        document.getPaths()
                .forEach((path, item) -> item.readOperationsMap().forEach((method, operation) -> {
                    documentAccess(Access.of(rules, method.name(), path), method, operation);
                    documentAnswers(
                            isVersioned(item) || (method == HttpMethod.POST && makesVersioned(document, path)),
                            method,
                            operation);
                }));
    }

    /** What is made at {@code /things} is found at {@code /things/{id}}. */
    private static boolean makesVersioned(OpenAPI document, String path) {
        return document.getPaths().entrySet().stream()
                .anyMatch(other ->
                        other.getKey().matches(Pattern.quote(path) + "/\\{[^/]*}") && isVersioned(other.getValue()));
    }

    private static void documentAccess(Access access, HttpMethod method, Operation operation) {
        operation.addExtension("x-shop-access", access.toString());
        var refusals = new Refusals(operation)
                .add(HttpStatus.UNAUTHORIZED, "invalid_token", "token_expired", "account_disabled", "token_revoked")
                .add(HttpStatus.SERVICE_UNAVAILABLE, "keys_unavailable");
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
        if (!READING.contains(method)) {
            refusals.add(HttpStatus.FORBIDDEN, "csrf_token_invalid");
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
            addExamples(response.getContent());
        });
        if (versioned && method == HttpMethod.GET) {
            operation.addParametersItem(
                    OperationDocs.header(HttpHeaders.IF_NONE_MATCH, "The ETags of the versions that are known.", 1000));
            operation
                    .getResponses()
                    .addApiResponse("304", new ApiResponse().description("Not Modified, for If-None-Match"));
        }
        if (operation.getRequestBody() != null) {
            addExamples(operation.getRequestBody().getContent());
        }
    }

    private void addExamples(@Nullable Content content) {
        if (content != null) {
            content.values().stream()
                    .filter(type -> type.getSchema() != null && type.getSchema().get$ref() != null)
                    .forEach(type -> examples.of(type.getSchema().get$ref()).ifPresent(type::setExample));
        }
    }

    private static boolean hasBody(ApiResponse response) {
        return response.getContent() != null && !response.getContent().isEmpty();
    }

    /** Who asks for the version that is to change tells it, too. */
    private static boolean isVersioned(PathItem item) {
        return item.readOperations().stream().anyMatch(operation -> takes(operation, HttpHeaders.IF_MATCH));
    }

    private static boolean takes(Operation operation, String header) {
        return Stream.ofNullable(operation.getParameters())
                .flatMap(parameters -> parameters.stream())
                .anyMatch(parameter -> header.equals(parameter.getName()));
    }
}
