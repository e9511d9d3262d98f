package shop.channels.schema;

import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.schema.DataFetchingEnvironment;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.graphql.execution.DataFetcherExceptionResolverAdapter;
import shop.http.problem.InvalidRequestException;
import shop.sdk.ProblemException;
import shop.sdk.UnavailableException;

/** What went wrong with a field, in the words and codes of the API. */
final class FieldErrors extends DataFetcherExceptionResolverAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(FieldErrors.class);

    private static final int BAD_REQUEST = 400;
    private static final int INTERNAL = 500;
    private static final int UNAVAILABLE = 503;

    /** As long as the services say it. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    @Override
    protected GraphQLError resolveToSingleError(Throwable failure, DataFetchingEnvironment field) {
        return switch (failure) {
            case ProblemException problem -> error(field, problem);
            case UnavailableException outage -> {
                LOG.warn("a service did not answer: {}", outage.toString());
                yield unavailable(field);
            }
            case ServiceBusyException _ -> unavailable(field);
            case InvalidRequestException refusal -> invalid(field, refusal.errors());
            default -> {
                LOG.error(
                        "unexpected failure at {}", field.getExecutionStepInfo().getPath(), failure);
                yield error(field, "internal_error", INTERNAL, "Something went wrong on our side.", null, List.of());
            }
        };
    }

    private static GraphQLError error(DataFetchingEnvironment field, ProblemException problem) {
        return error(field, problem.code(), problem.status(), problem.detail(), problem.retryAfter(), problem.errors());
    }

    private static GraphQLError unavailable(DataFetchingEnvironment field) {
        return error(
                field,
                "service_unavailable",
                UNAVAILABLE,
                "A part of the shop does not answer just now.",
                PAUSE,
                List.of());
    }

    private static GraphQLError invalid(DataFetchingEnvironment field, List<?> errors) {
        return error(field, "validation_failed", BAD_REQUEST, "Arguments are wrong; errors lists them.", null, errors);
    }

    private static GraphQLError error(
            DataFetchingEnvironment field,
            String code,
            int status,
            String detail,
            @Nullable Duration retryAfter,
            List<?> errors) {
        Map<String, Object> extensions = new LinkedHashMap<>();
        extensions.put("code", code);
        extensions.put("status", status);
        if (retryAfter != null) {
            extensions.put("retryAfter", retryAfter.toSeconds());
        }
        if (!errors.isEmpty()) {
            extensions.put("errors", errors);
        }
        return Objects.requireNonNull(GraphqlErrorBuilder.newError(field)
                .message("%s", detail)
                .extensions(extensions)
                .build());
    }
}
