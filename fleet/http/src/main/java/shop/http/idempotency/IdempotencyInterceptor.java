package shop.http.idempotency;

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
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.util.WebUtils;
import shop.http.idempotency.IdempotencyStore.Claim;
import shop.http.idempotency.IdempotencyStore.StoredAnswer;
import shop.http.problem.InvalidRequestException;
import shop.http.request.ClientAddress;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lets a request with a key through to an {@link Idempotent} method unless it is a repeat, which it answers in its place; a method that
 * claims its key itself finds that out later.
 */
final class IdempotencyInterceptor implements HandlerInterceptor {

    static final String HEADER = "Idempotency-Key";
    static final String REPLAYED = "Idempotent-Replayed";

    /** The request attribute of the keyed request; without one, the method is not idempotent. */
    static final String REQUEST = IdempotencyInterceptor.class.getName() + ".request";

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");
    private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

    private final IdempotencyStore store;
    private final InProgressKeys running;
    private final ClientKeys clientKeys;
    private final TransactionOperations transactions;
    private final JsonMapper json;
    private final IdempotencyProperties properties;
    private final Clock clock;

    IdempotencyInterceptor(
            IdempotencyStore store,
            InProgressKeys running,
            TransactionOperations transactions,
            JsonMapper json,
            IdempotencyProperties properties,
            Clock clock) {
        this.store = store;
        this.running = running;
        this.clientKeys = new ClientKeys(store, properties.maxPerClient(), clock);
        this.transactions = transactions;
        this.json = json;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        if (!(handler instanceof HandlerMethod method)) {
            return true;
        }
        var idempotent = method.getMethodAnnotation(Idempotent.class);
        if (idempotent == null) {
            return true;
        }
        var buffered = WebUtils.getNativeRequest(request, BufferedRequest.class);
        if (buffered == null) {
            request.setAttribute(REQUEST, new UnkeyedRequest(transactions));
            return true;
        }
        var claim = claim(request, buffered);
        clientKeys.check(claim);
        var other = running.tryEnter(claim.id(), claim.fingerprint());
        if (other != null) {
            throw other.equals(claim.fingerprint()) ? ClaimedRequest.running() : ClaimedRequest.otherBody();
        }
        var keyed = new ClaimedRequest(claim, store, transactions, json, clock);
        request.setAttribute(REQUEST, keyed);
        if (idempotent.claim() == Idempotent.Claim.BEFORE) {
            try {
                keyed.claimAhead();
            } catch (AnsweredBeforeException before) {
                replay(before.answer(), response);
                return false;
            }
        }
        return true;
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
        // Strangers are no one client.
        var client = user.isEmpty() ? ClientAddress.of(request) : user;
        var now = clock.instant();
        return new Claim(
                hash(text(user), text(request.getMethod()), text(request.getRequestURI()), text(keys.getFirst())),
                hash(text(client)),
                hash(text(request.getQueryString()), buffered.body()),
                IDS.generate(),
                IDS.generate(),
                now,
                now.plus(properties.lease()),
                now.plus(properties.keep()));
    }

    static void replay(StoredAnswer answer, HttpServletResponse response) throws IOException {
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
