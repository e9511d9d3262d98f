package shop.pictures;

import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A bucket that checks each signature as Amazon writes it down (Signature Version 4), body included. */
final class S3Double extends StoreDouble {

    private static final Pattern AUTHORIZATION = Pattern.compile("AWS4-HMAC-SHA256 Credential=(?<key>[^/]+)/(?<scope>"
            + "(?<date>\\d{8})/(?<region>[^/]+)/s3/aws4_request), SignedHeaders=(?<headers>[^,]+),"
            + " Signature=(?<signature>[0-9a-f]{64})");

    private final String bucket;
    private final String accessKey;
    private final String secretKey;

    S3Double(String bucket, String accessKey, String secretKey) {
        this.bucket = bucket;
        this.accessKey = accessKey;
        this.secretKey = secretKey;
        start();
    }

    @Override
    Answer answer(HttpExchange exchange, byte[] body) {
        if (!isSigned(exchange, body)) {
            return error(403, "SignatureDoesNotMatch");
        }
        var path = exchange.getRequestURI().getPath();
        if (!path.startsWith("/" + bucket + "/")) {
            return error(404, "NoSuchBucket");
        }
        return switch (exchange.getRequestMethod()) {
            case "PUT" -> {
                objects.put(path, body);
                yield new Answer(200, "application/xml", new byte[0]);
            }
            case "GET" -> {
                var object = objects.get(path);
                yield object == null ? error(404, "NoSuchKey") : new Answer(200, "application/octet-stream", object);
            }
            case "DELETE" -> {
                objects.remove(path);
                yield new Answer(204, "application/xml", new byte[0]);
            }
            default -> error(405, "MethodNotAllowed");
        };
    }

    private boolean isSigned(HttpExchange exchange, byte[] body) {
        var sent = exchange.getRequestHeaders();
        var claim = AUTHORIZATION.matcher(Objects.requireNonNullElse(sent.getFirst("Authorization"), ""));
        if (!claim.matches() || !claim.group("key").equals(accessKey)) {
            return false;
        }
        var bodyHash = sent.getFirst("X-Amz-Content-Sha256");
        // Where there is no body, clients need not say what it is.
        if (!hash("SHA-256", body).equals(bodyHash) && (body.length > 0 || !"UNSIGNED-PAYLOAD".equals(bodyHash))) {
            return false;
        }
        var headers = Arrays.stream(claim.group("headers").split(";"))
                .map(name -> name + ":" + String.join(",", sent.get(name)).strip() + "\n")
                .collect(Collectors.joining());
        var canonical = String.join(
                "\n",
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), ""),
                headers,
                claim.group("headers"),
                bodyHash);
        var text = String.join(
                "\n",
                "AWS4-HMAC-SHA256",
                sent.getFirst("X-Amz-Date"),
                claim.group("scope"),
                hash("SHA-256", canonical.getBytes(StandardCharsets.UTF_8)));
        var key = hmac(("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8), claim.group("date"));
        for (var part : new String[] {claim.group("region"), "s3", "aws4_request"}) {
            key = hmac(key, part);
        }
        return HexFormat.of().formatHex(hmac(key, text)).equals(claim.group("signature"));
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Answer error(int status, String code) {
        var body = "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>no</Message></Error>";
        return new Answer(status, "application/xml", body.getBytes(StandardCharsets.UTF_8));
    }
}
