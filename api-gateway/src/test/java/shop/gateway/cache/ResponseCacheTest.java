package shop.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest.BaseBuilder;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.util.unit.DataSize;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import shop.gateway.FilterOrder;

class ResponseCacheTest {

    private static final Duration LONG = Duration.ofHours(1);

    /** What the service was asked. */
    private final List<String> asked = new ArrayList<>();

    private final AtomicLong clock = new AtomicLong();

    private ResponseCache shared = lasting(LONG);
    private boolean open = true;

    @Test
    void answersAgainWhatTheServiceHasJustAnswered() {
        var first = get("/api/products?q=lamp");
        var second = get("/api/products?q=lamp");

        assertThat(asked).containsExactly("/api/products?q=lamp");
        assertThat(body(second)).isEqualTo(body(first)).isEqualTo("answer 1");
        assertThat(second.getStatusCode()).isEqualTo(HttpStatus.OK);
        assertThat(second.getHeaders().getETag()).isEqualTo("\"1\"");
        assertThat(second.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_JSON);
        assertThat(second.getHeaders().getContentLength()).isEqualTo("answer 1".length());
        assertThat(second.getHeaders().containsHeader("X-Request-Id")).isFalse();
    }

    @Test
    void doesNotPassOnWhatWasSaidToItself() {
        assertThat(get("/api/products").getHeaders().containsHeader("CDN-Cache-Control"))
                .isFalse();
        assertThat(get("/api/products").getHeaders().containsHeader("CDN-Cache-Control"))
                .isFalse();
    }

    @Test
    void saysThatNothingChangedToWhoKnowsTheAnswer() {
        get("/api/products");

        var again = ask(
                MockServerHttpRequest.get("/api/products").ifNoneMatch("\"1\""),
                exchange -> answer(exchange, "max-age=1"));

        assertThat(again.getStatusCode()).isEqualTo(HttpStatus.NOT_MODIFIED);
        assertThat(body(again)).isEmpty();
        assertThat(asked).hasSize(1);
    }

    @Test
    void keepsOtherQuestionsApart() {
        get("/api/products?q=lamp");
        get("/api/products?q=rug");
        ask(
                MockServerHttpRequest.get("/api/products?q=lamp").accept(MediaType.TEXT_HTML),
                exchange -> answer(exchange, "max-age=1"));
        ask(MockServerHttpRequest.head("/api/products?q=lamp"), exchange -> answer(exchange, "max-age=1"));

        assertThat(asked).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"max-age=0", "no-store", "s-max-age=1", "max-age=x"})
    void keepsNothingThatItIsNotAllowedToKeep(String said) {
        ask(MockServerHttpRequest.get("/api/products"), exchange -> answer(exchange, said));
        ask(MockServerHttpRequest.get("/api/products"), exchange -> answer(exchange, said));

        assertThat(asked).hasSize(2);
    }

    @Test
    void keepsNeitherRefusalsNorHugeNorBrokenAnswers() {
        ask(MockServerHttpRequest.get("/api/products/1"), exchange -> {
            exchange.getResponse().setStatusCode(HttpStatus.NOT_FOUND);
            return answer(exchange, "max-age=1");
        });
        ask(
                MockServerHttpRequest.get("/api/products/1"),
                exchange -> answer(exchange, "max-age=1", "x".repeat(300_000)));
        ask(MockServerHttpRequest.get("/api/products/1"), exchange -> {
            allow(exchange, "max-age=1");
            return exchange.getResponse()
                    .writeWith(Flux.concat(Mono.just(buffer(exchange, "half")), Mono.error(new IOException("cut"))))
                    .onErrorComplete();
        });
        get("/api/products/1");

        assertThat(asked).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/products/1", "/products/1", "/api/categories", "/api/inventory/1", "/inventory/1"})
    void forgetsAllWhenTheCatalogueIsChanged(String path) {
        get("/api/products");

        ask(MockServerHttpRequest.method(HttpMethod.PATCH, path), exchange -> answer(exchange, "max-age=1"));

        assertThat(body(get("/api/products"))).isEqualTo("answer 3");
    }

    @Test
    void anOrderIsNoChangeOfTheCatalogue() {
        get("/api/products");

        ask(MockServerHttpRequest.post("/api/orders"), exchange -> answer(exchange, "max-age=1"));

        assertThat(body(get("/api/products"))).isEqualTo("answer 1");
    }

    @Test
    void doesNotKeepAnAnswerThatWasUnderWayWhenTheCatalogueChanged() {
        ask(MockServerHttpRequest.get("/api/products"), exchange -> {
            ask(MockServerHttpRequest.put("/api/products/1"), change -> answer(change, "max-age=1"));
            return answer(exchange, "max-age=1");
        });

        assertThat(body(get("/api/products"))).isEqualTo("answer 3");
    }

    @Test
    void sendsOneRequestForTheNextAnswerBeforeTheLastIsOver() {
        get("/api/products");
        clock.addAndGet(LONG.toNanos() / 2);
        assertThat(body(get("/api/products"))).isEqualTo("answer 1");
        clock.incrementAndGet();
        var meanwhile = new ArrayList<String>();

        ask(MockServerHttpRequest.get("/api/products"), exchange -> {
            meanwhile.add(body(get("/api/products")));
            meanwhile.add(body(get("/api/products")));
            return answer(exchange, "max-age=1");
        });

        assertThat(meanwhile).containsExactly("answer 1", "answer 1");
        assertThat(body(get("/api/products"))).isEqualTo("answer 2");
        assertThat(asked).hasSize(2);
    }

    @Test
    void keepsTheLastAnswerOnIfItStillHolds() {
        get("/api/products");
        clock.addAndGet(LONG.toNanos() / 2 + 1);

        var renewal = ask(MockServerHttpRequest.get("/api/products").ifNoneMatch("\"1\""), exchange -> {
            allow(exchange, "max-age=1");
            exchange.getResponse().getHeaders().setETag("\"1\"");
            exchange.getResponse().setStatusCode(HttpStatus.NOT_MODIFIED);
            return exchange.getResponse().writeWith(Flux.empty());
        });
        clock.addAndGet(LONG.toNanos() / 2);

        assertThat(renewal.getStatusCode()).isEqualTo(HttpStatus.NOT_MODIFIED);
        assertThat(body(get("/api/products"))).isEqualTo("answer 1");
        assertThat(asked).hasSize(2);
    }

    @Test
    void knowsNoAnswerWhileSomebodyHasToFetchTheNext() {
        get("/api/products");
        assertThat(shared.find("/api/products", null)).isNotNull();
        assertThat(shared.find("/api/products", "*/*")).isNull();
        assertThat(shared.find("/api/products?", null)).isNull();
        clock.addAndGet(LONG.toNanos() / 2 + 1);

        assertThat(shared.find("/api/products", null)).isNull();
        var meanwhile = new ArrayList<Boolean>();
        ask(MockServerHttpRequest.get("/api/products"), exchange -> {
            meanwhile.add(shared.find("/api/products", null) != null);
            return answer(exchange, "max-age=1");
        });

        assertThat(meanwhile).containsExactly(true);
    }

    @Test
    void sharesNothingThatIsNotOpenToAll() {
        open = false;
        get("/api/orders");
        get("/api/orders");

        assertThat(asked).hasSize(2);
        assertThat(shared.find("/api/orders", null)).isNull();
        assertThat(get("/api/orders").getHeaders().containsHeader("CDN-Cache-Control"))
                .isFalse();
    }

    @Test
    void sharesNothingThatIsPackedForOneClient() {
        for (var i = 0; i < 2; i++) {
            ask(MockServerHttpRequest.get("/api/products"), exchange -> {
                exchange.getResponse().getHeaders().set("Content-Encoding", "gzip");
                return answer(exchange, "max-age=1");
            });
        }

        assertThat(asked).hasSize(2);
    }

    /** By then it is too late for who reads on another connection. */
    @Test
    void forgetsBeforeTheChangeIsAnswered() {
        var meanwhile = new ArrayList<String>();
        ask(MockServerHttpRequest.put("/api/products/1"), change -> {
            get("/api/products");
            return answer(change, "max-age=1").then(Mono.fromRunnable(() -> meanwhile.add(body(get("/api/products")))));
        });

        assertThat(meanwhile).containsExactly("answer 3");
    }

    @Test
    void isOverInTimeIfNobodyBringsTheNextAnswer() {
        get("/api/products");
        clock.addAndGet(LONG.toNanos() - 1);
        ask(MockServerHttpRequest.get("/api/products"), _ -> Mono.error(new IOException("no answer")));
        assertThat(body(get("/api/products"))).isEqualTo("answer 1");

        clock.incrementAndGet();

        assertThat(body(get("/api/products"))).isEqualTo("answer 3");
    }

    @Test
    void keepsNothingIfToldSo() {
        shared = lasting(Duration.ZERO);

        get("/api/products");
        get("/api/products");

        assertThat(asked).hasSize(2);
    }

    private MockServerHttpResponse get(String path) {
        return ask(MockServerHttpRequest.get(path), exchange -> answer(exchange, "max-age=1"));
    }

    private MockServerHttpResponse ask(BaseBuilder<?> request, Function<ServerWebExchange, Mono<Void>> service) {
        var exchange = MockServerWebExchange.from(request);
        if (open) {
            exchange.getAttributes().put(FilterOrder.PUBLIC, true);
        }
        shared.filter(exchange, passed -> {
                    asked.add(passed.getRequest().getURI().toString());
                    return service.apply(passed);
                })
                .onErrorComplete(IOException.class)
                .block();
        return exchange.getResponse();
    }

    private Mono<Void> answer(ServerWebExchange exchange, String allowed) {
        return answer(exchange, allowed, "answer " + asked.size());
    }

    private Mono<Void> answer(ServerWebExchange exchange, String allowed, String body) {
        allow(exchange, allowed);
        return exchange.getResponse().writeWith(Mono.just(buffer(exchange, body)));
    }

    private void allow(ServerWebExchange exchange, String allowed) {
        if (exchange.getResponse().getStatusCode() == null) {
            exchange.getResponse().setStatusCode(HttpStatus.OK);
        }
        var headers = exchange.getResponse().getHeaders();
        headers.set("CDN-Cache-Control", allowed);
        headers.set("X-Request-Id", "one");
        headers.setContentType(MediaType.APPLICATION_JSON);
        headers.setETag("\"" + asked.size() + "\"");
    }

    private static DataBuffer buffer(ServerWebExchange exchange, String text) {
        return exchange.getResponse().bufferFactory().wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String body(MockServerHttpResponse answer) {
        return Objects.requireNonNullElse(answer.getBodyAsString().block(), "");
    }

    private ResponseCache lasting(Duration life) {
        return new ResponseCache(
                new ResponseCacheProperties(life, DataSize.ofMegabytes(1)), new SimpleMeterRegistry(), clock::get);
    }
}
