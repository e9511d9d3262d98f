package shop.proof.prove.shoppers;

import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import shop.proof.Answer;
import shop.proof.Client;
import shop.proof.prove.history.Call;
import shop.proof.prove.history.ClientLog;
import shop.proof.prove.history.Outcome;
import tools.jackson.databind.JsonNode;

/** A client that writes down everything it sends and gets, and that repeats what it does not know the outcome of. */
final class LoggedClient {

    /** Longer than the gateway waits for a service (10 s), so that its response is seen where there is one. */
    private static final Duration PATIENCE = Duration.ofSeconds(14);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final ClientLog log;
    private final ShoppingTime time;
    private final String shopper;
    private final String userId;
    private final Client client;

    private LoggedClient(ClientLog log, ShoppingTime time, String shopper, String userId, Client client) {
        this.log = log;
        this.time = time;
        this.shopper = shopper;
        this.userId = userId;
        this.client = client;
    }

    static LoggedClient of(ClientLog log, ShoppingTime time, String shopper, Client client) {
        return new LoggedClient(log, time, shopper, "", client.within(PATIENCE));
    }

    LoggedClient loggedIn(String account, String accessToken) {
        return new LoggedClient(log, time, shopper, account, client.withToken(accessToken));
    }

    /** The same client at another server, without what it logs in with here. */
    LoggedClient at(URI server) {
        return new LoggedClient(log, time, shopper, userId, Client.of(server).within(PATIENCE));
    }

    LoggedClient with(String header, String value) {
        return new LoggedClient(log, time, shopper, userId, client.with(header, value));
    }

    /**
     * What came of a request.
     *
     * @param answer nothing if no response came
     */
    record Reply(Call call, Optional<Answer> answer) {

        boolean isDone() {
            return call.isAcknowledged();
        }

        int status() {
            return call.status();
        }

        String text(String path) {
            return answer.map(one -> one.text(path)).orElse("");
        }

        /** Of a list that was answered; none without it. */
        List<JsonNode> items() {
            return isDone()
                    ? answer.map(one -> one.json().path("items").valueStream().toList())
                            .orElse(List.of())
                    : List.of();
        }
    }

    /** Sends a request once. */
    Reply send(LoggedRequest request) {
        var number = log.nextNumber();
        var at = Instant.now();
        var began = System.nanoTime();
        var keyed = request.key().isEmpty() ? client : client.with("Idempotency-Key", request.key());
        Reply reply;
        try {
            var body = request.body();
            var answer = keyed.send(
                    request.method(),
                    request.path(),
                    body == null ? null : request.mediaType(),
                    body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body),
                    "");
            var status = answer.status();
            var facts =
                    status < 400 ? FactReader.read(request.intent(), request.about(), answer.json()) : request.about();
            var code = status < 400 ? "" : answer.text("code");
            reply = new Reply(
                    call(request, number, at, began, Outcome.ANSWERED, status, code)
                            .withFacts(facts),
                    Optional.of(answer));
        } catch (UncheckedIOException failed) {
            var outcome = failed.getCause() instanceof HttpTimeoutException ? Outcome.TIMEOUT : Outcome.CONNECTION_LOST;
            reply = new Reply(call(request, number, at, began, outcome, 0, ""), Optional.empty());
        }
        log.add(reply.call());
        return reply;
    }

    /** Sends a request, and again under the same key, until its outcome is known or the run ends. */
    Reply sendUntilKnown(LoggedRequest request) throws InterruptedException {
        var pause = FIRST_PAUSE;
        while (true) {
            var reply = send(request);
            if ((!reply.call().isUnknown() && reply.status() != 429) || time.isOver()) {
                return reply;
            }
            time.pauseBeforeRetry(retryAfter(reply, pause));
            var doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
        }
    }

    /** As the shop asks for, if it does; a little more each time, so that those who were refused together do not come back together. */
    private static Duration retryAfter(Reply reply, Duration pause) {
        var seconds = reply.answer().map(answer -> answer.header("Retry-After")).orElse("");
        var asked = seconds.matches("[0-9]{1,2}") ? Duration.ofSeconds(Long.parseLong(seconds)) : Duration.ZERO;
        return asked.compareTo(pause) > 0
                ? asked.plusMillis(ThreadLocalRandom.current().nextInt(500))
                : pause;
    }

    private Call call(
            LoggedRequest request, long number, Instant at, long began, Outcome outcome, int status, String code) {
        return new Call(
                number,
                at,
                began,
                System.nanoTime(),
                shopper,
                userId,
                request.intent(),
                request.key(),
                request.method(),
                request.path(),
                outcome,
                status,
                code,
                request.about());
    }
}
