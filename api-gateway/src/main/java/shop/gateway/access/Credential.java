package shop.gateway.access;

import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import shop.gateway.problem.GatewayException.BadToken;

/**
 * The access token that came with a request. The header wins over the cookie, because a program chose to send it.
 *
 * @param byCookie whether a browser sent it by itself, perhaps for a foreign page
 */
record Credential(String token, boolean byCookie) {

    private static final Pattern BEARER = Pattern.compile("Bearer +([A-Za-z0-9._~+/=-]+)", Pattern.CASE_INSENSITIVE);

    static Optional<Credential> of(HttpHeaders headers, Access access) {
        var sent = headers.getValuesAsList(HttpHeaders.AUTHORIZATION);
        if (!sent.isEmpty()) {
            var bearer = BEARER.matcher(sent.getFirst());
            if (sent.size() > 1 || !bearer.matches()) {
                throw new BadToken("The Authorization header must be one Bearer token.");
            }
            return Optional.of(new Credential(bearer.group(1), false));
        }
        if (access == Access.ANYBODY) {
            return Optional.empty();
        }
        // Of two, one was planted, and nobody knows which; joined they verify as neither.
        var cookies = Cookies.values(headers, Cookies.ACCESS_TOKEN);
        return cookies.isEmpty() ? Optional.empty() : Optional.of(new Credential(String.join(",", cookies), true));
    }

    /** Keeps the token out of any log. */
    @Override
    public String toString() {
        return "Credential[byCookie=" + byCookie + "]";
    }
}
