package shop.sdk;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * As whom a client asks: the access token if there is one, the cookies that count without it (a guest's {@code cart}, a known
 * {@code device_token}), and headers that say what request it is for ({@code X-Request-Id}, {@code traceparent}, {@code X-Request-Start},
 * {@code X-Client-Address}).
 */
public record Identity(@Nullable String accessToken, Map<String, String> cookies, Map<String, String> headers) {

    private static final Identity NOBODY = new Identity(null, Map.of(), Map.of());

    public Identity {
        cookies = Map.copyOf(cookies);
        headers = Map.copyOf(headers);
    }

    public static Identity nobody() {
        return NOBODY;
    }

    public Identity withToken(@Nullable String token) {
        return new Identity(token, cookies, headers);
    }

    public Identity withCookie(String name, @Nullable String value) {
        return value == null ? this : new Identity(accessToken, with(cookies, name, value), headers);
    }

    public Identity withHeader(String name, @Nullable String value) {
        return value == null ? this : new Identity(accessToken, cookies, with(headers, name, value));
    }

    /** The value of the header {@code Cookie}, or null without any. */
    @Nullable String cookieHeader() {
        return cookies.isEmpty()
                ? null
                : cookies.entrySet().stream()
                        .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                        .sorted()
                        .collect(Collectors.joining("; "));
    }

    /** Leaves the token and the cookies out. */
    @Override
    public String toString() {
        return "Identity[token=" + (accessToken != null) + ", cookies=" + cookies.keySet() + "]";
    }

    private static Map<String, String> with(Map<String, String> map, String name, String value) {
        var more = new LinkedHashMap<>(map);
        more.put(name, value);
        return more;
    }
}
