package shop.proof.security;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import shop.proof.Answer;
import shop.proof.Client;
import shop.proof.Fleet;
import shop.proof.Shopper;

/** A new signing key while all services run: check 10. One of the last, for it makes every token of before worthless. */
final class KeyChecks {

    private static final Duration MINUTE = Duration.ofSeconds(60);

    /** The delay before a published key signs is the fleet's setting; this only ends a wait for what never comes. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final String KEYS = "/api/admin/signing-keys";
    private static final List<String> DOORS =
            List.of("order-service", "payment-service", "cart-service", "user-service");

    /** Beside other checks where it was started early: for a minute and a half it is nothing but waiting. */
    private final FutureTask<Change> change = new FutureTask<>(KeyChecks::publishAndAwait);

    private KeyChecks() {}

    static Check rotation() {
        var checks = new KeyChecks();
        return Check.of(
                        10,
                        "publish key 2, sign with it while services run; retire key 1",
                        "accepted at once; key-1 tokens good until the retirement, dead 60 s after it",
                        checks::rotate)
                .startedBy(() -> Thread.ofVirtual().start(checks.change));
    }

    /**
     * What was seen until key 2 had signed a token, and at that moment.
     *
     * @param byKey2 what each door said to the first token of key 2
     */
    private record Change(
            Shopper old,
            Shopper fresh,
            Answer published,
            long seconds,
            Answer first,
            Map<String, Answer> byKey2,
            Map<String, Answer> byKey1) {}

    private static Change publishAndAwait() throws InterruptedException {
        var old = Shopper.fresh();
        var admin = Shopper.admin().client();
        var published = admin.send("POST", KEYS, null);
        var began = System.nanoTime();
        Trial.until(
                PATIENCE,
                () -> admin.get(KEYS),
                keys -> keys.json()
                        .path("items")
                        .valueStream()
                        .anyMatch(key -> key.path("state").asString().equals("ACTIVE")
                                && !key.path("kid").asString().equals(kid(old))));
        var fresh = new Shopper[] {old};
        var first = Trial.until(
                PATIENCE,
                () -> {
                    fresh[0] = old.again();
                    return fresh[0].client().get("/api/orders");
                },
                _ -> !kid(fresh[0]).equals(kid(old)));
        var seconds = seconds(began);
        return new Change(old, fresh[0], published, seconds, first, askAll(fresh[0]), askAll(old));
    }

    private void rotate(Trial trial) throws Exception {
        change.run();
        var early = change.get();
        // A token that ends by itself shows nothing of its key; on a slow machine the other checks may have taken that
        // long.
        var seen = endsWithin(MINUTE.multipliedBy(2), early.old()) ? publishAndAwait() : early;
        var old = seen.old();
        var oldKid = kid(old);
        var fresh = seen.fresh();
        trial.expect("admin: POST " + KEYS, seen.published(), 201, 202, 200);
        trial.that(
                "a login's key after " + seen.seconds() + " s",
                "another one",
                kid(fresh).equals(oldKid) ? "the same" : "another",
                !kid(fresh).equals(oldKid));
        trial.expect("GET /api/orders with the first token of key 2", seen.first(), 200);
        seen.byKey2().forEach((service, answer) -> trial.expect(service + "'s own port, token of key 2", answer, 200));
        seen.byKey1().forEach((service, answer) -> trial.expect(service + "'s own port, token of key 1", answer, 200));
        trial.expect(
                "gateway, token of key 1 before it is retired", old.client().get("/api/orders"), 200);
        var admin = Shopper.admin();
        trial.expect("admin: DELETE " + KEYS + "/{key 1}", admin.client().delete(KEYS + "/" + oldKid), 200, 202, 204);
        var retired = System.nanoTime();
        for (var service : DOORS) {
            var dead = Trial.until(
                    MINUTE.minusNanos(System.nanoTime() - retired),
                    () -> ask(service, old),
                    answer -> answer.status() == 401);
            trial.expect(service + ", token of key 1 " + seconds(retired) + " s after it was retired", dead, 401);
        }
        trial.expect(
                "gateway, token of key 1",
                Trial.until(
                        MINUTE.minusNanos(System.nanoTime() - retired),
                        () -> old.client().get("/api/orders"),
                        answer -> answer.status() == 401),
                401);
        trial.expect("gateway, token of key 2", Shopper.admin().client().get("/api/orders"), 200);
    }

    private static Map<String, Answer> askAll(Shopper shopper) {
        var answers = new TreeMap<String, Answer>();
        DOORS.forEach(service -> answers.put(service, ask(service, shopper)));
        return answers;
    }

    private static Answer ask(String service, Shopper shopper) {
        var path = switch (service) {
            case "order-service" -> "/api/orders";
            case "payment-service" -> "/api/payments";
            case "cart-service" -> "/api/cart";
            default -> "/api/users/me";
        };
        return Client.of(Fleet.running().direct(service))
                .withToken(shopper.accessToken())
                .get(path);
    }

    private static String kid(Shopper shopper) {
        return Jwt.of(shopper.accessToken()).header().get("kid").stringValue();
    }

    private static boolean endsWithin(Duration time, Shopper shopper) {
        var end = Jwt.of(shopper.accessToken()).payload().get("exp").longValue();
        return Instant.now().plus(time).getEpochSecond() >= end;
    }

    private static long seconds(long began) {
        return Duration.ofNanos(System.nanoTime() - began).toSeconds();
    }
}
