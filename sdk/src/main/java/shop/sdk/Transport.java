package shop.sdk;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends calls. One that was surely not sent (no connection) goes to the next place, whatever it is. One that may have been carried out is
 * sent again only if that does no harm: a {@code GET}, or a call with an idempotency key, always with the same key.
 */
final class Transport {

    private static final int TRIES = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final int CONFLICT = 409;
    private static final int UNAVAILABLE = 503;
    private static final int FIRST_REFUSAL = 300;

    /** What can be waited for while somebody waits for us. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final HttpClient http;
    private final Endpoints endpoints;
    private final Duration patience;
    private final ResponseCache cache;
    private final JsonMapper json;

    Transport(HttpClient http, Endpoints endpoints, Duration patience, ResponseCache cache, JsonMapper json) {
        this.http = http;
        this.endpoints = endpoints;
        this.patience = patience;
        this.cache = cache;
        this.json = json;
    }

    /**
     * @throws ProblemException if the shop refuses
     * @throws UnavailableException if no answer comes
     */
    <T> Reply<T> send(Call call, Identity identity, ReplyType<T> type) {
        if (!cache.isChangedBy(call)) {
            return sendUntilAnswered(call, identity, type);
        }
        // Before it too: what is read meanwhile may be old when the change is done.
        cache.clear();
        try {
            return sendUntilAnswered(call, identity, type);
        } finally {
            cache.clear();
        }
    }

    private <T> Reply<T> sendUntilAnswered(Call call, Identity identity, ReplyType<T> type) {
        for (var tried = 1; ; tried++) {
            var last = tried >= TRIES || !call.mayBeRepeated();
            try {
                var lookup = cache.find(call, identity);
                if (lookup.found() != null) {
                    return reply(lookup.found(), type);
                }
                var response = sendOnce(call, identity);
                if (response.statusCode() < FIRST_REFUSAL) {
                    cache.keep(lookup, response);
                    return reply(response, type);
                }
                var problem = ProblemException.of(
                        response.statusCode(),
                        response.body(),
                        response.headers().firstValue("Retry-After").orElse(null),
                        json);
                if (last || !mayPass(problem)) {
                    throw problem;
                }
                pause(tried, problem.retryAfter());
            } catch (IOException failure) {
                if (last || isSlowRead(call, failure)) {
                    throw new UnavailableException(call + " got no answer", failure);
                }
                pause(tried, null);
            }
        }
    }

    /** The first try under the key still runs, or a part of the shop is away for a moment. */
    private static boolean mayPass(ProblemException problem) {
        var wait = problem.retryAfter();
        return (problem.status() == CONFLICT && problem.is("idempotency_in_progress"))
                || (problem.status() == UNAVAILABLE && wait != null && wait.compareTo(LONGEST_PAUSE) <= 0);
    }

    /** It would take as long again, and somebody waits; the gateway does not repeat it either. */
    private static boolean isSlowRead(Call call, IOException failure) {
        return failure instanceof HttpTimeoutException && call.method().equals("GET");
    }

    private HttpResponse<byte[]> sendOnce(Call call, Identity identity) throws IOException {
        ConnectException unreachable = null;
        for (var place : endpoints.of(call.path())) {
            try {
                return http.send(request(call, identity, place), BodyHandlers.ofByteArray());
            } catch (ConnectException | HttpConnectTimeoutException notConnected) {
                var failure = unreachable == null ? new ConnectException("no place answers") : unreachable;
                failure.addSuppressed(notConnected);
                unreachable = failure;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new UnavailableException(call + " was interrupted", interrupted);
            }
        }
        throw unreachable == null ? new ConnectException("nobody serves " + call.path()) : unreachable;
    }

    private HttpRequest request(Call call, Identity identity, URI place) {
        var request = HttpRequest.newBuilder(at(place, call)).timeout(patience);
        identity.headers().forEach(request::setHeader);
        var token = identity.accessToken();
        if (token != null) {
            request.setHeader("Authorization", "Bearer " + token);
        }
        var cookies = identity.cookieHeader();
        if (cookies != null) {
            request.setHeader("Cookie", cookies);
        }
        request.setHeader("Accept", "application/json, application/problem+json");
        call.headers().forEach(request::setHeader);
        return request.method(call.method(), body(call)).build();
    }

    private static URI at(URI place, Call call) {
        var base = place.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + call.target());
    }

    private HttpRequest.BodyPublisher body(Call call) {
        var bytes = call.bytes();
        if (bytes != null) {
            return BodyPublishers.ofByteArray(bytes);
        }
        return call.json() == null
                ? BodyPublishers.noBody()
                : BodyPublishers.ofByteArray(json.writeValueAsBytes(call.json()));
    }

    private <T> Reply<T> reply(HttpResponse<byte[]> response, ReplyType<T> type) throws IOException {
        try {
            return new Reply<>(
                    type.read(response.body(), json),
                    response.statusCode(),
                    response.headers().firstValue("ETag").orElse(null),
                    List.copyOf(response.headers().allValues("Set-Cookie")));
        } catch (JacksonException unreadable) {
            throw new IOException("an answer that cannot be read", unreadable);
        }
    }

    private static void pause(int tried, @Nullable Duration asked) {
        var pause = asked == null ? FIRST_PAUSE.multipliedBy(1L << (tried - 1)) : asked;
        try {
            Thread.sleep(pause);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted while waiting to try again", interrupted);
        }
    }
}
