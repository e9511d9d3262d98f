package shop.web.idempotency;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Collections;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.util.WebUtils;
import shop.web.idempotency.IdempotencyStore.Claim;
import shop.web.idempotency.IdempotencyStore.Outcome.Answered;
import shop.web.idempotency.IdempotencyStore.Outcome.Granted;
import shop.web.idempotency.IdempotencyStore.Outcome.OtherBody;
import shop.web.idempotency.IdempotencyStore.Outcome.Running;
import shop.web.idempotency.IdempotencyStore.StoredAnswer;
import shop.web.problem.InvalidRequestException;
import shop.web.problem.Problems;

/** Lets the first request with a key through to an {@link Idempotent} method, and answers the others in its place. */
final class IdempotencyInterceptor implements HandlerInterceptor {

    static final String HEADER = "Idempotency-Key";
    static final String REPLAYED = "Idempotent-Replayed";

    static final String CLAIM = IdempotencyInterceptor.class.getName() + ".claim";
    static final String OPERATION_ID = IdempotencyInterceptor.class.getName() + ".operationId";

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");
    private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

    private final IdempotencyStore store;
    private final IdempotencyProperties properties;
    private final Clock clock;

    IdempotencyInterceptor(IdempotencyStore store, IdempotencyProperties properties, Clock clock) {
        this.store = store;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        var buffered = WebUtils.getNativeRequest(request, BufferedRequest.class);
        if (buffered == null
                || !(handler instanceof HandlerMethod method)
                || !method.hasMethodAnnotation(Idempotent.class)) {
            return true;
        }
        var claim = claim(request, buffered);
        return switch (store.claim(claim)) {
            case Granted(var operationId) -> {
                request.setAttribute(CLAIM, claim);
                request.setAttribute(OPERATION_ID, operationId);
                yield true;
            }
            case Answered(var answer) -> {
                replay(answer, response);
                yield false;
            }
            case Running() ->
                throw refusal(
                        HttpStatus.CONFLICT,
                        "idempotency_in_progress",
                        "The first request with this Idempotency-Key is still running.");
            case OtherBody() ->
                throw refusal(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "idempotency_key_reused",
                        "This Idempotency-Key was used for another request.");
        };
    }

    private Claim claim(HttpServletRequest request, BufferedRequest buffered) throws IOException {
        var keys = Collections.list(request.getHeaders(HEADER));
        if (keys.size() != 1 || !KEY.matcher(keys.getFirst()).matches()) {
            throw new InvalidRequestException(
                    HEADER, "invalid_value", "must be one key of 1 to 255 visible ASCII characters");
        }
        var user = request.getUserPrincipal() == null
                ? ""
                : request.getUserPrincipal().getName();
        var now = clock.instant();
        return new Claim(
                hash(text(user), text(request.getMethod()), text(request.getRequestURI()), text(keys.getFirst())),
                hash(text(request.getQueryString()), buffered.body()),
                IDS.generate(),
                IDS.generate(),
                now,
                now.plus(properties.lease()),
                now.plus(properties.keep()));
    }

    private static void replay(StoredAnswer answer, HttpServletResponse response) throws IOException {
        response.setStatus(answer.status());
        response.setHeader(REPLAYED, "true");
        setHeader(response, HttpHeaders.LOCATION, answer.location());
        setHeader(response, HttpHeaders.ETAG, answer.etag());
        if (answer.contentType() != null) {
            response.setContentType(answer.contentType());
        }
        response.getOutputStream().write(text(answer.body()));
    }

    private static void setHeader(HttpServletResponse response, String name, @Nullable String value) {
        if (value != null) {
            response.setHeader(name, value);
        }
    }

    private static ErrorResponseException refusal(HttpStatus status, String code, String detail) {
        var refusal = new ErrorResponseException(status, Problems.problem(status, code, detail), null);
        if (status == HttpStatus.CONFLICT) {
            refusal.getHeaders().set(HttpHeaders.RETRY_AFTER, "1");
        }
        return refusal;
    }

    static UUID newId() {
        return IDS.generate();
    }

    private static byte[] text(@Nullable String text) {
        return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    }

    /** Each part with its length before it, so that no two lists of parts run together into the same bytes. */
    private static String hash(byte[]... parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var part : parts) {
                digest.update(text(part.length + ":"));
                digest.update(part);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
