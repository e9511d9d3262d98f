package shop.notification.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Takes short messages as Twilio's Messages resource does, and refuses what Twilio would refuse. */
public final class FakeTwilio implements AutoCloseable {

    public static final String SID = "AC0123456789abcdef0123456789abcdef";
    public static final String TOKEN = "token-of-the-test";
    public static final String FROM = "+15005550006";
    /** Its owner has answered STOP. */
    public static final String STOPPED = "+4915100021610";
    /** Twilio says "later" of this one. */
    public static final String BUSY = "+4915100020429";

    private static final Set<String> PARAMETERS = Set.of("To", "From", "MessagingServiceSid", "Body");

    private final List<Map<String, String>> taken = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    public FakeTwilio() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    public String apiBase() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What was taken for a number, oldest first. */
    public List<Map<String, String>> messagesTo(String number) {
        return taken.stream()
                .filter(message -> number.equals(message.get("To")))
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var form = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        var expected =
                "Basic " + Base64.getEncoder().encodeToString((SID + ":" + TOKEN).getBytes(StandardCharsets.UTF_8));
        var to = Objects.requireNonNullElse(form.get("To"), "");
        if (!expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            refuse(exchange, 401, 20003, "Authenticate");
        } else if (!exchange.getRequestMethod().equals("POST")
                || !exchange.getRequestURI().getPath().equals("/2010-04-01/Accounts/" + SID + "/Messages.json")) {
            refuse(exchange, 404, 20404, "The requested resource was not found");
        } else if (!PARAMETERS.containsAll(form.keySet())
                || !form.getOrDefault("From", "").equals(FROM)
                || form.getOrDefault("Body", "").isBlank()) {
            refuse(exchange, 400, 21602, "Message body is required, or a parameter is unknown: " + form);
        } else if (!to.matches("\\+[1-9]\\d{6,14}")) {
            refuse(exchange, 400, 21211, "The 'To' number " + to + " is not a valid phone number.");
        } else if (to.equals(STOPPED)) {
            refuse(exchange, 400, 21610, "Attempt to send to unsubscribed recipient " + to);
        } else if (to.equals(BUSY)) {
            refuse(exchange, 429, 20429, "Too Many Requests");
        } else {
            taken.add(form);
            send(exchange, 201, "{\"sid\":\"SM1\",\"status\":\"queued\",\"error_code\":null}");
        }
    }

    private static void refuse(HttpExchange exchange, int status, int code, String message) throws IOException {
        send(exchange, status, "{\"code\":" + code + ",\"message\":\"" + message + "\",\"status\":" + status + "}");
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private static Map<String, String> form(String body) {
        return Arrays.stream(body.split("&", -1))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(pair -> decoded(pair[0]), pair -> decoded(pair[1])));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
