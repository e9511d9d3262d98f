package shop.http.docs;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** Writes into an operation which problems it may answer with: a response per status, with all codes in {@value #CODES}. */
final class Refusals {

    static final String CODES = "x-shop-codes";

    private static final String PROBLEM = "#/components/schemas/" + ProblemSchema.NAME;

    private final ApiResponses responses;

    Refusals(Operation operation) {
        if (operation.getResponses() == null) {
            operation.setResponses(new ApiResponses());
        }
        this.responses = operation.getResponses();
    }

    Refusals add(HttpStatus status, String... codes) {
        var response = responses.computeIfAbsent(String.valueOf(status.value()), _ -> empty(status));
        var all = new TreeSet<>(List.of(codes));
        if (response.getExtensions() != null && response.getExtensions().get(CODES) instanceof Collection<?> known) {
            known.forEach(code -> all.add(code.toString()));
        }
        response.addExtension(CODES, new ArrayList<>(all));
        return this;
    }

    /** @param refusal a status and a code, for example {@code 409 insufficient_stock} */
    void add(String refusal) {
        var parts = refusal.split(" ", -1);
        if (parts.length != 2 || !parts[1].matches("[a-z]+(_[a-z]+)*")) {
            throw new IllegalArgumentException(
                    "@Refuses is \"" + refusal + "\", must be like \"409 insufficient_stock\"");
        }
        add(HttpStatus.valueOf(Integer.parseInt(parts[0])), parts[1]);
    }

    private static ApiResponse empty(HttpStatus status) {
        var response = new ApiResponse()
                .description(status.getReasonPhrase())
                .content(new Content()
                        .addMediaType(
                                "application/problem+json", new MediaType().schema(new Schema<>().$ref(PROBLEM))));
        return switch (status) {
            case UNAUTHORIZED ->
                response.addHeaderObject(HttpHeaders.WWW_AUTHENTICATE, header("Bearer, and what is wrong"));
            case TOO_MANY_REQUESTS, SERVICE_UNAVAILABLE ->
                response.addHeaderObject(HttpHeaders.RETRY_AFTER, header("Seconds after which a repeat may succeed"));
            default -> response;
        };
    }

    static Header header(String description) {
        return new Header().description(description).schema(Schemas.text());
    }
}
