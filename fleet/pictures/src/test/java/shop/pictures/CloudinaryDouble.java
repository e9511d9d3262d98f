package shop.pictures;

import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A cloud that checks each signature as Cloudinary writes it down: all parameters but the file and the key, in order, and the secret. */
final class CloudinaryDouble extends StoreDouble {

    private static final Pattern NAME = Pattern.compile("name=\"([^\"]+)\"");
    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)");

    private final String cloud;
    private final String apiKey;
    private final String apiSecret;

    CloudinaryDouble(String cloud, String apiKey, String apiSecret) {
        this.cloud = cloud;
        this.apiKey = apiKey;
        this.apiSecret = apiSecret;
        start();
    }

    @Override
    Answer answer(HttpExchange exchange, byte[] body) {
        var path = exchange.getRequestURI().getPath();
        var deliveries = "/" + cloud + "/image/upload/";
        if (path.startsWith(deliveries)) {
            var object = objects.get(path.substring(deliveries.length()));
            return object == null ? new Answer(404, "image/gif", new byte[0]) : new Answer(200, "image/png", object);
        }
        var fields = fields(exchange, body);
        if (!apiKey.equals(fields.remove("api_key")) || !isSigned(fields)) {
            return json(401, "{\"error\": {\"message\": \"Invalid Signature\"}}");
        }
        var name = fields.getOrDefault("public_id", "");
        if (path.equals("/v1_1/" + cloud + "/image/upload")) {
            objects.put(name, Objects.requireNonNull(fields.get("file")).getBytes(StandardCharsets.ISO_8859_1));
            return json(200, "{\"public_id\": \"" + name + "\"}");
        }
        if (path.equals("/v1_1/" + cloud + "/image/destroy")) {
            return json(200, objects.remove(name) == null ? "{\"result\": \"not found\"}" : "{\"result\": \"ok\"}");
        }
        return json(404, "{\"error\": {\"message\": \"unknown\"}}");
    }

    private boolean isSigned(Map<String, String> fields) {
        var signed = fields.entrySet().stream()
                .filter(field ->
                        !field.getKey().equals("file") && !field.getKey().equals("signature"))
                .map(field -> field.getKey() + "=" + field.getValue())
                .collect(Collectors.joining("&"));
        return fields.containsKey("timestamp")
                && hash("SHA-1", (signed + apiSecret).getBytes(StandardCharsets.UTF_8))
                        .equals(fields.get("signature"));
    }

    /** Of a form with parts, one character a byte. */
    private static Map<String, String> fields(HttpExchange exchange, byte[] body) {
        var fields = new TreeMap<String, String>();
        var boundary = BOUNDARY.matcher(
                Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Content-Type"), ""));
        if (boundary.find()) {
            var text = new String(body, StandardCharsets.ISO_8859_1);
            for (var part : text.split("--" + Pattern.quote(boundary.group(1)), -1)) {
                var head = part.indexOf("\r\n\r\n");
                var name = NAME.matcher(part);
                if (head >= 0 && name.find()) {
                    fields.put(name.group(1), part.substring(head + 4, part.length() - 2));
                }
            }
        }
        return fields;
    }

    private static Answer json(int status, String body) {
        return new Answer(status, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }
}
