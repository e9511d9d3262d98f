package shop.local.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** What the mail sink has got for one address. */
final class MailBox implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI sink;

    MailBox(URI sink) {
        this.sink = sink;
    }

    /** Oldest first. */
    List<String> subjects(String address) {
        var request = HttpRequest.newBuilder(
                        sink.resolve("/api/messages?to=" + URLEncoder.encode(address, StandardCharsets.UTF_8)))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("the mail sink answered " + answer.statusCode());
            }
            return JsonMapper.shared()
                    .readTree(answer.body())
                    .path("messages")
                    .valueStream()
                    .map(message -> message.path("subject").asString())
                    .toList()
                    .reversed();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
