package shop.proof.security;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import shop.proof.Answer;
import shop.proof.AtOnce;
import shop.proof.Client;
import shop.proof.Fleet;
import shop.proof.Flood;
import shop.proof.Shopper;

/** What the door itself keeps out: checks 36, 37 and 48 to 54. */
final class EdgeChecks {

    private static final List<String> MANAGEMENT =
            List.of("/actuator/env", "/actuator/heapdump", "/actuator/loggers", "/actuator/gateway");

    private static final int ASKED = 200;
    private static final int ASKED_BESIDE = 100;
    private static final int PER_SECOND = 20;
    private static final int BURST = 40;
    private static final Map<String, String> STRICT_LIMITS = Map.of(
            "USER_LIMIT_PER_SECOND", Integer.toString(PER_SECOND),
            "USER_LIMIT_BURST", Integer.toString(BURST));

    private EdgeChecks() {}

    static List<Check> all() {
        return List.of(
                Check.of(
                        36,
                        "200 requests a second with one token, at a gateway that allows 20/s and 40 in a burst",
                        "429 + Retry-After; no more than allowed gets through, another user is not refused",
                        EdgeChecks::floodOfOne),
                HalfSentRequests.check(),
                Check.of(
                        48,
                        "Forwarded, X-Forwarded-Host, X-Real-IP from a client",
                        "not in links",
                        EdgeChecks::forwardedHeaders),
                Check.of(
                        49,
                        "//api//admin, /api/..;/actuator, %2e%2e, %2f, /api/admin/.",
                        "400 or 404, never past a rule",
                        EdgeChecks::oddPaths),
                Check.of(
                        50,
                        "Content-Length with Transfer-Encoding; \"Transfer-Encoding : chunked\"",
                        "400, connection closed, one answer",
                        EdgeChecks::smuggling),
                Check.of(
                        51,
                        "/actuator/**, /eureka/**, /internal/** at the public port",
                        "404 or 401",
                        EdgeChecks::insides),
                Check.of(
                        52,
                        "a rogue payment-service at Eureka without credentials",
                        "401, never routed to",
                        EdgeChecks::rogueInstance),
                Check.of(
                        53,
                        "Origin: https://evil.example; TRACE /",
                        "no Access-Control-Allow-Origin; 405",
                        EdgeChecks::foreignOrigin),
                Check.of(
                        54,
                        "headers of private JSON and of pages",
                        "no-store, nosniff; CSP; HSTS under https",
                        EdgeChecks::headers),
                Check.of(
                        62,
                        "HEAD, Expect: nonsense and Upgrade on every route, then others' requests",
                        "nobody else waits, fails or is served late",
                        EdgeChecks::oddRequestsOnEveryRoute),
                Check.notApplicable(
                        70,
                        "a process without credentials publishes user_status, reads MongoDB",
                        "refused",
                        "the local layout is one account on one machine; it holds where several share a network"),
                Check.of(
                        74, "local tool pages with a foreign Host or Origin", "403", EdgeChecks::toolPagesOfForeigners),
                Check.of(73, "none or two Host headers, escape characters in names", "400", EdgeChecks::hosts));
    }

    private static void floodOfOne(Trial trial) throws Exception {
        var gateway = trial.closing(OwnGateway.start(STRICT_LIMITS));
        var noisy = Shopper.fresh().client().at(gateway.address());
        var quiet = Shopper.fresh().client().at(gateway.address());
        var beside = new ArrayList<Answer>();
        var began = System.nanoTime();
        var flood = Flood.of(ASKED, () -> noisy.get("/api/users/me"), () -> {
            for (var i = 0; i < ASKED_BESIDE; i++) {
                // Slower than the own limit of 20 a second.
                Thread.sleep(60);
                beside.add(quiet.get("/api/users/me"));
            }
        });
        var seconds = (System.nanoTime() - began) / 1_000_000_000 + 1;
        var counts = Trial.counts(flood);
        trial.that(
                "GET /api/users/me, 200 a second with one token",
                "200 and 429 only",
                Trial.words(counts),
                counts.containsKey(200) && counts.containsKey(429) && counts.size() == 2);
        flood.stream()
                .filter(answer -> answer.status() == 429)
                .findFirst()
                .ifPresent(answer -> trial.refused(answer, 429, "rate_limited")
                        .that(
                                "its Retry-After",
                                "seconds",
                                answer.header("Retry-After"),
                                answer.header("Retry-After").matches("[1-9][0-9]*")));
        // What reaches the services is the same however much is asked, so others wait for none of it. How long they do
        // wait depends on the machine too, and is for ./shop bench flood.
        var passed = counts.getOrDefault(200, 0);
        var allowed = BURST + PER_SECOND * seconds;
        trial.that("of them, behind the gateway", "at most " + allowed, passed, passed <= allowed);
        trial.tally("another user beside them", "200 each", beside, Map.of(200, ASKED_BESIDE));
    }

    private static void forwardedHeaders(Trial trial) {
        var admin = Shopper.admin();
        var product = admin.createProduct("Forwarded", 100, 5);
        var shopper = Shopper.fresh();
        var liar = shopper.client()
                .with("Forwarded", "for=127.0.0.1;host=evil.example;proto=https")
                .with("X-Forwarded-Host", "evil.example")
                .with("X-Forwarded-Proto", "https")
                .with("X-Forwarded-Port", "444")
                .with("X-Forwarded-Prefix", "/evil.example")
                .with("X-Forwarded-For", "127.0.0.1")
                .with("X-Real-IP", "127.0.0.1");
        var answers = List.of(
                liar.post("/api/orders", Shopper.orderBody(product, 1)).expect(201),
                liar.get("/api/orders?size=1").expect(200),
                liar.get("/api/products?size=1").expect(200),
                liar.get("/v3/api-docs/order-service").expect(200),
                liar.get("/swagger-ui.html").expect(200),
                liar.get("/api/nowhere"));
        for (var answer : answers) {
            var whole = answer.body() + answer.response().headers().map();
            trial.that(
                    answer.request().replaceFirst(" \\{.*", ""),
                    "no evil.example",
                    whole.contains("evil.example") ? "evil.example is in it" : "none",
                    !whole.contains("evil.example"));
        }
    }

    private static void oddPaths(Trial trial) throws IOException {
        var gateway = trial.fleet().gateway();
        var admin = Shopper.admin();
        for (var path : List.of(
                "//api//users",
                "/api//users",
                "/api/users//",
                "/api/..;/actuator/env",
                "/api/orders/..;/../actuator",
                "/api/../actuator/env",
                "/api/%2e%2e/actuator/env",
                "/api/%2E%2E/internal/holds",
                "/api/users%2f",
                "/api%2fusers",
                "/api/users/%2e",
                "/api/users/.",
                "/api/orders/./stream/../../users",
                "/api/users;x=1",
                "/api/users%00",
                "/api/users%0a",
                "/api\\users",
                "/api/%5c..%5cusers",
                "/API/users",
                "/api/users.json",
                "/api/products/..%2f..%2finternal/products",
                "/internal/holds",
                "http://evil.example/internal/holds")) {
            var reply = Wire.ask(
                    gateway,
                    "",
                    "GET " + path + " HTTP/1.1",
                    "Host: localhost",
                    "Authorization: Bearer " + admin.accessToken());
            trial.that(
                    "admin: GET " + path, "400 or 404", reply.brief(), reply.status() == 400 || reply.status() == 404);
        }
    }

    private static void smuggling(Trial trial) throws IOException {
        var gateway = trial.fleet().gateway();
        var hidden = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n";
        smuggle(
                trial,
                gateway,
                "Content-Length and Transfer-Encoding",
                "0\r\n\r\n" + hidden,
                "Content-Length: 5",
                "Transfer-Encoding: chunked");
        smuggle(
                trial,
                gateway,
                "Transfer-Encoding and Content-Length",
                "0\r\n\r\n" + hidden,
                "Transfer-Encoding: chunked",
                "Content-Length: 5");
        smuggle(
                trial,
                gateway,
                "\"Transfer-Encoding : chunked\"",
                "0\r\n\r\n" + hidden,
                "Transfer-Encoding : chunked",
                "Content-Length: 5");
        smuggle(trial, gateway, "two Content-Lengths", "{}" + hidden, "Content-Length: 2", "Content-Length: 60");
        smuggle(
                trial,
                gateway,
                "\"Transfer-Encoding: chunked, identity\"",
                "0\r\n\r\n" + hidden,
                "Transfer-Encoding: chunked, identity");
        smuggle(trial, gateway, "Content-Length +2", "{}" + hidden, "Content-Length: +2");
        smuggle(trial, gateway, "a bad chunk size", "zz\r\n" + hidden, "Transfer-Encoding: chunked");
    }

    private static void smuggle(Trial trial, URI gateway, String what, String body, String... headers)
            throws IOException {
        try (var wire = Wire.to(gateway)) {
            var head = new ArrayList<String>();
            head.add("POST /api/user/login HTTP/1.1");
            head.add("Host: localhost");
            head.add("Content-Type: application/json");
            head.addAll(List.of(headers));
            wire.send(String.join("\r\n", head) + "\r\n\r\n" + body);
            var reply = wire.read(Duration.ofSeconds(20));
            trial.that(
                    what,
                    "400, closed, one answer",
                    reply.brief() + ", " + reply.answers() + " answers",
                    reply.status() == 400 && reply.closed() && reply.answers() == 1);
        }
    }

    private static void insides(Trial trial) {
        var admin = Shopper.admin();
        for (var path : List.of(
                "/actuator",
                "/actuator/env",
                "/actuator/heapdump",
                "/actuator/gateway/routes",
                "/actuator/loggers",
                "/actuator/prometheus",
                "/actuator/health",
                "/api/actuator/env",
                "/eureka/apps",
                "/eureka/apps/user-service",
                "/api/orders/actuator/env",
                "/internal/holds",
                "/internal/orders/019aa5f0-7a00-7000-8000-00000000dead/payable",
                "/api/internal/holds",
                "/v3/api-docs",
                "/v3/api-docs/discovery-server",
                "/error",
                "/h2-console")) {
            trial.expect(Client.ofGateway().get(path), 401, 404);
            trial.expect("admin: GET " + path, admin.client().get(path), 404, 403);
        }
        for (var service : with(trial.fleet().services(), Fleet.CHANNELS)) {
            for (var path : MANAGEMENT) {
                trial.expect(
                        service + "'s own port: GET " + path,
                        Client.of(trial.fleet().direct(service)).get(path),
                        401,
                        404);
            }
        }
        // Whose refusals are pages.
        for (var path : MANAGEMENT) {
            status(
                    trial,
                    "storefront's own port: GET " + path,
                    Client.of(trial.fleet().direct(Fleet.STOREFRONT)).get(path),
                    401,
                    404);
        }
    }

    private static void rogueInstance(Trial trial) throws IOException {
        var listener = trial.closing(new Listener());
        var discovery = Client.of(trial.fleet().discovery());
        var port = URI.create(listener.url("/")).getPort();
        var instance = """
                {"instance": {"instanceId": "rogue", "app": "PAYMENT-SERVICE", "hostName": "127.0.0.1", "ipAddr": "127.0.0.1",
                 "vipAddress": "payment-service", "secureVipAddress": "payment-service", "status": "UP",
                 "port": {"$": %d, "@enabled": "true"}, "securePort": {"$": 443, "@enabled": "false"},
                 "dataCenterInfo": {"@class": "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo", "name": "MyOwn"}}}""".formatted(port);
        status(
                trial,
                "POST /eureka/apps/PAYMENT-SERVICE, no credentials",
                discovery.post("/eureka/apps/PAYMENT-SERVICE", instance),
                401);
        var guess = "Basic " + Base64.getEncoder().encodeToString("fleet:guess".getBytes(StandardCharsets.UTF_8));
        status(
                trial,
                "the same, wrong credentials",
                discovery.with("Authorization", guess).post("/eureka/apps/PAYMENT-SERVICE", instance),
                401);
        status(trial, "GET /eureka/apps, no credentials", discovery.get("/eureka/apps"), 401);
        status(
                trial,
                "DELETE /eureka/apps/PAYMENT-SERVICE/x, no credentials",
                discovery.delete("/eureka/apps/PAYMENT-SERVICE/x"),
                401);
        status(trial, "GET / of the registry, no credentials", discovery.get("/"), 401);
        // Longer than the registry, the gateway's copy of it and its list of instances are old.
        var shopper = Shopper.fresh();
        var deadline = System.nanoTime() + Duration.ofSeconds(8).toNanos();
        var answers = new ArrayList<Answer>();
        while (System.nanoTime() - deadline < 0) {
            answers.add(shopper.client().get("/api/payments"));
        }
        // A busy machine may be late once; what the rogue would answer is neither.
        var statuses = Trial.counts(answers);
        trial.that(
                "GET /api/payments for 8 s",
                "200, or 503 for a moment",
                Trial.words(statuses),
                statuses.containsKey(200) && Set.of(200, 503).containsAll(statuses.keySet()));
        trial.that("the rogue's port", "0 connections", listener.connections(), listener.connections() == 0);
    }

    private static void oddRequestsOnEveryRoute(Trial trial) throws Exception {
        var ada = Shopper.fresh();
        var gateway = trial.fleet().gateway();
        var authorization = "Authorization: Bearer " + ada.accessToken();
        for (var operation : ApiDocuments.operations()) {
            if (!operation.isRead() || operation.path().contains("{")) {
                continue;
            }
            var path = operation.path();
            var head = Wire.ask(gateway, "", "HEAD " + path + " HTTP/1.1", "Host: localhost", authorization);
            var body = head.text().substring(head.text().indexOf("\r\n\r\n") + 4);
            if (operation.isStream() || path.startsWith("/ws/")) {
                trial.that("HEAD " + path, "405, no body", head.brief(), head.status() == 405 && body.isEmpty());
            } else {
                var get = ada.client().get(path).status();
                trial.that(
                        "HEAD " + path,
                        get + ", no body",
                        head.brief() + (body.isEmpty() ? "" : ", with a body"),
                        head.status() == get && body.isEmpty());
            }
            for (var odd : List.of("Expect: nonsense", "Upgrade: websocket\r\nConnection: Upgrade", "Upgrade: h2c")) {
                var answer = Wire.ask(gateway, "", "GET " + path + " HTTP/1.1", "Host: localhost", odd);
                trial.that(
                        "GET " + path + ", " + odd.replace("\r\n", ", "),
                        "an answer, none of ours failed",
                        answer.brief(),
                        answer.status() >= 200 && answer.status() < 500 && answer.closed());
            }
        }
        var bob = Shopper.fresh().client();
        var answers = AtOnce.times(40, () -> bob.get("/api/orders"));
        trial.tally("40 requests of another customer after that", "40 x 200", answers, Map.of(200, 40));
    }

    private static void toolPagesOfForeigners(Trial trial) throws IOException {
        for (var page : List.of(trial.fleet().mail(), trial.fleet().stripe())) {
            var own = "Host: " + page.getHost() + ":" + page.getPort();
            var mine = Wire.ask(page, "", "GET / HTTP/1.1", own);
            trial.that("GET " + page + ", its own host", "200", mine.brief(), mine.status() == 200);
            var rebound = Wire.ask(page, "", "GET / HTTP/1.1", "Host: evil.example");
            trial.that("GET " + page + ", Host: evil.example", "403", rebound.brief(), rebound.status() == 403);
            for (var origin : List.of("http://evil.example", "null")) {
                var posted = Wire.ask(page, "", "POST / HTTP/1.1", own, "Origin: " + origin, "Content-Length: 0");
                trial.that("POST " + page + ", Origin: " + origin, "403", posted.brief(), posted.status() == 403);
            }
        }
    }

    private static void hosts(Trial trial) throws IOException {
        var gateway = trial.fleet().gateway();
        var requests = Map.of(
                "no Host", List.of("GET /api/products HTTP/1.1"),
                "two Hosts", List.of("GET /api/products HTTP/1.1", "Host: localhost", "Host: evil.example"),
                "the same Host twice", List.of("GET /api/products HTTP/1.1", "Host: localhost", "Host: localhost"),
                "an escape character in a name",
                        List.of("GET /api/products HTTP/1.1", "Host: localhost", "X-\u001b[31m: a"));
        requests.forEach((what, head) -> {
            try {
                var reply = Wire.ask(gateway, "", head.toArray(String[]::new));
                var isProblem =
                        reply.text().contains("\"code\":") && reply.text().contains("\"requestId\":");
                trial.that(
                        what,
                        "400, a problem",
                        reply.brief() + (isProblem ? "" : ", no problem"),
                        reply.status() == 400 && isProblem);
            } catch (IOException failed) {
                trial.failed(failed);
            }
        });
    }

    private static void foreignOrigin(Trial trial) {
        var shopper = Shopper.fresh();
        var evil = shopper.client().with("Origin", "https://evil.example");
        for (var answer : List.of(
                evil.get("/api/users/me"),
                evil.get("/api/products"),
                Client.ofGateway().with("Origin", "null").get("/api/products"),
                evil.with("Access-Control-Request-Method", "DELETE")
                        .with("Access-Control-Request-Headers", "authorization")
                        .send("OPTIONS", "/api/users/me", null))) {
            var allowed = answer.header("Access-Control-Allow-Origin");
            trial.that(
                    answer.request() + " with a foreign Origin",
                    "no Access-Control-Allow-Origin",
                    answer.status() + ", " + (allowed.isEmpty() ? "none" : allowed),
                    allowed.isEmpty());
        }
        for (var path : List.of("/", "/api/products", "/api/orders")) {
            trial.expect(shopper.client().send("TRACE", path, null), 405);
        }
        for (var service : with(with(trial.fleet().services(), Fleet.STOREFRONT), Fleet.CHANNELS)) {
            status(
                    trial,
                    service + "'s own port: TRACE /",
                    Client.of(trial.fleet().direct(service)).send("TRACE", "/", null),
                    401,
                    404,
                    405);
        }
    }

    private static void headers(Trial trial) throws Exception {
        var shopper = Shopper.fresh();
        for (var path : List.of("/api/users/me", "/api/orders", "/api/payments", "/api/cart", "/api/notifications")) {
            var answer = shopper.client().get(path);
            trial.that(
                    "GET " + path,
                    "Cache-Control: no-store, nosniff",
                    answer.header("Cache-Control") + ", " + answer.header("X-Content-Type-Options"),
                    answer.header("Cache-Control").contains("no-store")
                            && answer.header("X-Content-Type-Options").equals("nosniff"));
        }
        var login = Client.ofGateway().post("/api/user/login", Shopper.loginBody(shopper.email(), Shopper.PASSWORD));
        trial.that(
                "POST /api/user/login",
                "no-store",
                login.header("Cache-Control"),
                login.header("Cache-Control").contains("no-store"));
        var pages = Map.of("/", 200, "/swagger-ui.html", 200, "/asyncapi", 200, "/reset-password?token=x", 200);
        for (var path : new TreeSet<>(pages.keySet())) {
            var answer = Client.ofGateway().with("Accept", "text/html").get(path);
            var policy = answer.header("Content-Security-Policy");
            trial.that(
                    "GET " + path,
                    "a page with CSP and nosniff, in no frame",
                    answer.status() + ", " + policy,
                    answer.status() == pages.getOrDefault(path, 200)
                            && answer.header("Content-Type").startsWith("text/html")
                            && policy.contains("default-src")
                            && policy.contains("frame-ancestors 'none'")
                            && answer.header("X-Content-Type-Options").equals("nosniff"));
        }
        var reset = Client.ofGateway().get("/reset-password?token=x");
        trial.that(
                "GET /reset-password, Referrer-Policy and Cache-Control",
                "no-referrer or same-origin, no-store",
                reset.header("Referrer-Policy") + ", " + reset.header("Cache-Control"),
                Set.of("no-referrer", "same-origin").contains(reset.header("Referrer-Policy"))
                        && reset.header("Cache-Control").contains("no-store"));
        var tls = trial.closing(OwnGateway.start(Map.of("PUBLIC_URL", "https://shop.example")));
        var strict = Client.of(tls.address()).get("/api/products?size=1").header("Strict-Transport-Security");
        trial.that(
                "a gateway whose public address is https",
                "Strict-Transport-Security",
                strict,
                strict.contains("max-age="));
    }

    private static List<String> with(List<String> names, String further) {
        return Stream.concat(names.stream(), Stream.of(further)).toList();
    }

    /** For programs beside the API, whose refusals are no problems of ours. */
    private static void status(Trial trial, String request, Answer answer, int... statuses) {
        trial.that(
                request,
                Arrays.toString(statuses),
                answer.status(),
                Arrays.stream(statuses).anyMatch(status -> status == answer.status()));
    }
}
