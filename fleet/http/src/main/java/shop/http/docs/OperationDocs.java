package shop.http.docs;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.util.Arrays;
import java.util.List;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.method.HandlerMethod;
import shop.http.idempotency.Idempotent;
import shop.http.paging.Paged;
import shop.http.version.IfMatch;
import shop.platform.paging.PageQuery;
import shop.security.Caller;

/** What a handler method's parameters and annotations say of its operation. */
final class OperationDocs implements GlobalOperationCustomizer {

    /** Before the access rules are asked: whether the operation is about one thing of the caller's. */
    static final String OWNER = "x-shop-owner";

    static final String PAGE = "page";

    private static final String GENERATED_TAG = "-controller";

    private final ApiTexts texts;

    OperationDocs(ApiTexts texts) {
        this.texts = texts;
    }

    @Override
    public Operation customize(Operation operation, HandlerMethod method) {
        nameGroups(operation, method);
        var parameters = List.of(method.getMethodParameters());
        parameters.forEach(parameter -> document(parameter, operation));
        if (method.hasMethodAnnotation(Idempotent.class)) {
            operation.addParametersItem(
                    header("Idempotency-Key", "A repeat with the same key gets the first answer for 24 hours.", 255));
        }
        document(new Refusals(operation), operation, method);
        if (takes(parameters, Caller.class)) {
            operation.setSecurity(Security.optional());
            if (parameters.stream().anyMatch(parameter -> parameter.hasParameterAnnotation(PathVariable.class))) {
                operation.addExtension(OWNER, true);
            }
        }
        return operation;
    }

    /** The generated name of a group is that of a class. */
    private void nameGroups(Operation operation, HandlerMethod method) {
        if (operation.getTags() != null) {
            operation.setTags(operation.getTags().stream()
                    .map(tag -> tag.endsWith(GENERATED_TAG) ? texts.tag(method.getBeanType()) : tag)
                    .distinct()
                    .toList());
        }
    }

    private static void document(Refusals refusals, Operation operation, HandlerMethod method) {
        refusals.add(HttpStatus.TOO_MANY_REQUESTS, "rate_limited")
                .add(HttpStatus.SERVICE_UNAVAILABLE, "store_unavailable", "service_unavailable");
        if (operation.getParameters() != null || operation.getRequestBody() != null) {
            refusals.add(HttpStatus.BAD_REQUEST, "bad_request", "validation_failed");
        }
        if (operation.getRequestBody() != null) {
            refusals.add(HttpStatus.BAD_REQUEST, "malformed_json", "body_required")
                    .add(HttpStatus.CONTENT_TOO_LARGE, "payload_too_large")
                    .add(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type");
        }
        if (method.hasMethodAnnotation(Idempotent.class)) {
            refusals.add(HttpStatus.CONFLICT, "idempotency_in_progress")
                    .add(HttpStatus.TOO_MANY_REQUESTS, "too_many_idempotency_keys")
                    .add(HttpStatus.UNPROCESSABLE_CONTENT, "idempotency_key_reused");
        }
        if (takes(List.of(method.getMethodParameters()), IfMatch.class)) {
            refusals.add(HttpStatus.CONFLICT, "concurrent_update")
                    .add(HttpStatus.PRECONDITION_FAILED, "precondition_failed");
        }
        if (Arrays.stream(method.getMethodParameters()).anyMatch(OperationDocs::isByCursor)) {
            refusals.add(HttpStatus.BAD_REQUEST, "page_too_deep", "invalid_cursor");
        }
        var own = method.getMethodAnnotation(Refuses.class);
        if (own != null) {
            Arrays.stream(own.value()).forEach(refusals::add);
        }
    }

    private static boolean takes(List<MethodParameter> parameters, Class<?> type) {
        return parameters.stream().anyMatch(parameter -> parameter.getParameterType() == type);
    }

    private static void document(MethodParameter parameter, Operation operation) {
        if (parameter.getParameterType() == PageQuery.class) {
            operation.addParametersItem(
                    query(PAGE, integer(0, PageQuery.MAX_PAGE, 0)).description("Which page, from 0."));
            operation.addParametersItem(query("size", integer(1, PageQuery.MAX_SIZE, PageQuery.DEFAULT_SIZE))
                    .description("How many on a page."));
            addSort(operation, parameter);
            if (isByCursor(parameter)) {
                operation.addParametersItem(query("cursor", Schemas.text())
                        .description("nextCursor of the page before; with the same sort, and without page."));
            }
        } else if (parameter.getParameterType() == IfMatch.class && !hasParameter(operation, HttpHeaders.IF_MATCH)) {
            operation.addParametersItem(
                    header(HttpHeaders.IF_MATCH, "The ETag of the version that is to change.", 1000));
        }
    }

    /** By an annotation, or by another method that takes the same path in another media type. */
    static boolean hasParameter(Operation operation, String name) {
        return operation.getParameters() != null
                && operation.getParameters().stream().anyMatch(parameter -> name.equals(parameter.getName()));
    }

    private static boolean isByCursor(MethodParameter parameter) {
        var paged = parameter.getParameterAnnotation(Paged.class);
        return paged != null && paged.cursor();
    }

    private static void addSort(Operation operation, MethodParameter parameter) {
        var paged = parameter.getParameterAnnotation(Paged.class);
        if (paged != null && paged.sort().length > 0) {
            operation.addParametersItem(query("sort", Schemas.text())
                    .description("field,asc or field,desc; fields: " + String.join(", ", paged.sort())));
        }
    }

    private static Parameter query(String name, Schema<?> schema) {
        return new Parameter().in("query").name(name).schema(schema);
    }

    static Parameter header(String name, String description, int maxLength) {
        return new Parameter()
                .in("header")
                .name(name)
                .description(description)
                .schema(Schemas.of("{\"type\": \"string\", \"maxLength\": " + maxLength + "}"));
    }

    private static Schema<?> integer(int min, int max, int fallback) {
        return Schemas.of("{\"type\": \"integer\", \"format\": \"int32\", \"minimum\": " + min + ", \"maximum\": " + max
                + ", \"default\": " + fallback + "}");
    }
}
