package shop.gateway.problem;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.HttpMethod;
import org.springframework.util.unit.DataSize;
import shop.security.token.BadTokenException;

/** What the gateway itself refuses. The messages are for clients. */
public abstract sealed class GatewayException extends RuntimeException {

    private GatewayException(String message) {
        super(message, null, false, false); // a refusal is no fault of ours, so it needs no stack
    }

    public static final class UnsafePath extends GatewayException {
        public UnsafePath() {
            super(
                    "The path must be plain: no dots, semicolons, backslashes, empty segments or encoded separators in it.");
        }
    }

    public static final class MalformedHead extends GatewayException {
        MalformedHead(String detail) {
            super(detail);
        }
    }

    public static final class UnknownEncoding extends GatewayException {
        public UnknownEncoding() {
            super("Transfer-Encoding may only be chunked.");
        }
    }

    public static final class UnknownExpectation extends GatewayException {
        public UnknownExpectation() {
            super("Expect may only be 100-continue.");
        }
    }

    public static final class NoWebSocket extends GatewayException {
        public NoWebSocket() {
            super("No WebSocket can be opened at this path.");
        }
    }

    public static final class NoSuchPath extends GatewayException {
        public NoSuchPath() {
            super("There is nothing at this path.");
        }
    }

    public static final class WrongMethod extends GatewayException {

        private final transient Set<HttpMethod> allowed;

        public WrongMethod(HttpMethod method, Set<HttpMethod> allowed) {
            super(method + " is not possible here, only "
                    + allowed.stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", ")) + ".");
            this.allowed = Set.copyOf(allowed);
        }

        Set<HttpMethod> allowed() {
            return allowed;
        }
    }

    public static final class NoToken extends GatewayException {
        public NoToken() {
            super("This needs an access token: Authorization: Bearer <token>.");
        }
    }

    public static final class BadToken extends GatewayException {

        private final String code;

        public BadToken(BadTokenException refused) {
            super(String.valueOf(refused.getMessage()));
            this.code = refused.reason().code();
        }

        public BadToken(String message) {
            super(message);
            this.code = BadTokenException.Reason.INVALID.code();
        }

        String code() {
            return code;
        }
    }

    public static final class NotAdmin extends GatewayException {
        public NotAdmin() {
            super("This needs the role ADMIN.");
        }
    }

    public static final class NoCsrfToken extends GatewayException {
        public NoCsrfToken() {
            super(
                    "A change that is signed in by cookie needs the header X-XSRF-TOKEN with the value of the cookie XSRF-TOKEN.");
        }
    }

    public static final class ForeignOrigin extends GatewayException {
        public ForeignOrigin() {
            super("Pages of this origin may not do this.");
        }
    }

    public static final class RateLimited extends GatewayException {

        private final String policy;
        private final long burst;
        private final Duration window;
        private final Duration wait;

        /**
         * @param policy what is limited
         * @param burst how many requests may come at once
         * @param window in which so many come back
         * @param wait until there is room for the next one
         */
        public RateLimited(String policy, long burst, Duration window, Duration wait) {
            super("These are too many requests at a time.");
            this.policy = policy;
            this.burst = burst;
            this.window = window;
            this.wait = wait;
        }

        /** For the header {@code RateLimit-Policy}. */
        String policy() {
            return "\"%s\";q=%d;w=%d".formatted(policy, burst, seconds(window));
        }

        /** For the header {@code RateLimit}. */
        String state() {
            return "\"%s\";r=0;t=%d".formatted(policy, waitSeconds());
        }

        long waitSeconds() {
            return seconds(wait);
        }
    }

    public static final class TooManyAttempts extends GatewayException {

        private final Duration wait;

        public TooManyAttempts(Duration wait) {
            super("There were too many failed attempts from your address.");
            this.wait = wait;
        }

        long waitSeconds() {
            return seconds(wait);
        }
    }

    public static final class TooManyAtOnce extends GatewayException {

        private final Duration wait;

        public TooManyAtOnce(Duration wait) {
            super("Too many requests from your address are still under way.");
            this.wait = wait;
        }

        long waitSeconds() {
            return seconds(wait);
        }
    }

    /** The service that is asked was silent often lately, or is busy with as many requests as it may get. */
    public static final class ServiceNotCalled extends GatewayException {
        public ServiceNotCalled() {
            super("A service that is needed for this does not answer just now.");
        }
    }

    public static final class BodyTooLarge extends GatewayException {
        public BodyTooLarge(DataSize limit) {
            super("The body may have at most " + limit.toBytes() + " bytes.");
        }
    }

    /** Rounded up, and never zero: a client that comes back at once comes too early. */
    private static long seconds(Duration time) {
        return Math.max(1, time.plusMillis(999).toSeconds());
    }
}
