package shop.sdk;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** One call of the API before it is sent. */
final class Call {

    private final String method;
    private final String path;
    private final StringJoiner query = new StringJoiner("&");
    private final Map<String, String> headers = new LinkedHashMap<>();
    private @Nullable Object json;
    private byte @Nullable [] bytes;
    private boolean keyed;

    private Call(String method, String path) {
        this.method = method;
        this.path = path;
    }

    static Call get(String path) {
        return new Call("GET", path);
    }

    static Call post(String path) {
        return new Call("POST", path);
    }

    static Call put(String path) {
        return new Call("PUT", path);
    }

    static Call patch(String path) {
        return new Call("PATCH", path);
    }

    static Call delete(String path) {
        return new Call("DELETE", path);
    }

    /** A part of a path that somebody else chose. */
    static String segment(Object value) {
        return URLEncoder.encode(value.toString(), StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Null and empty values are left out. */
    Call query(String name, @Nullable Object value) {
        if (value != null && !value.toString().isEmpty()) {
            query.add(segment(name) + "=" + segment(value));
        }
        return this;
    }

    Call json(Object body) {
        json = body;
        return header("Content-Type", "application/json");
    }

    Call bytes(byte[] body, String contentType) {
        bytes = body;
        return header("Content-Type", contentType);
    }

    Call header(String name, @Nullable String value) {
        if (value != null) {
            headers.put(name, value);
        }
        return this;
    }

    Call ifMatch(@Nullable String eTag) {
        return header("If-Match", eTag);
    }

    /** With a key the call may be sent again when no answer came: it is carried out once. */
    Call key(@Nullable String idempotencyKey) {
        keyed = idempotencyKey != null;
        return header("Idempotency-Key", idempotencyKey);
    }

    /** Whether sending it twice does what sending it once does. */
    boolean mayBeRepeated() {
        return keyed || method.equals("GET");
    }

    String method() {
        return method;
    }

    String path() {
        return path;
    }

    String target() {
        return query.length() == 0 ? path : path + "?" + query;
    }

    Map<String, String> headers() {
        return headers;
    }

    @Nullable Object json() {
        return json;
    }

    byte @Nullable [] bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
