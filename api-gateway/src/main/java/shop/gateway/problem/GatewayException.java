package shop.gateway.problem;

import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.HttpMethod;
import org.springframework.util.unit.DataSize;
import shop.web.token.BadTokenException;

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

    public static final class BodyTooLarge extends GatewayException {
        public BodyTooLarge(DataSize limit) {
            super("The body may have at most " + limit.toBytes() + " bytes.");
        }
    }
}
