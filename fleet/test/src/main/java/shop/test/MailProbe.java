package shop.test;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what the service under test mailed, from the SMTP sink. */
public final class MailProbe {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private MailProbe() {}

    /** Waits for a message to the address that fits; the message has {@code subject}, {@code text} and {@code html}. */
    public static JsonNode await(String to, Predicate<JsonNode> wanted) {
        return Awaitility.await("a mail to " + to)
                .atMost(KafkaProbe.PATIENCE)
                .until(() -> messagesTo(to).stream().filter(wanted).findFirst(), found -> found.isPresent())
                .orElseThrow();
    }

    /** All messages to the address so far, each whole, newest first. */
    public static List<JsonNode> messagesTo(String to) {
        var list = get("/api/messages?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8));
        return StreamSupport.stream(list.get("messages").spliterator(), false)
                .map(message -> get("/api/messages/" + message.get("id").asString()))
                .toList();
    }

    private static JsonNode get(String path) {
        var request = HttpRequest.newBuilder(URI.create(Infrastructure.shared().mail() + path))
                .build();
        try {
            return JsonMapper.shared()
                    .readTree(HTTP.send(request, HttpResponse.BodyHandlers.ofString())
                            .body());
        } catch (IOException failed) {
            throw new IllegalStateException("cannot read the mails", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
