package shop.proof.security;

import java.time.Duration;
import java.util.List;
import shop.proof.Answer;
import shop.proof.Client;
import shop.proof.Shopper;

/** A new signing key while all services run: check 10. The last of all, for it makes every token of before worthless. */
final class KeyChecks {

    private static final Duration MINUTE = Duration.ofSeconds(60);

    /** The delay before a published key signs is the fleet's setting; this only ends a wait for what never comes. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final String KEYS = "/api/admin/signing-keys";
    private static final List<String> DOORS =
            List.of("order-service", "payment-service", "cart-service", "user-service");

    private KeyChecks() {}

    static Check rotation() {
        return Check.of(
                10,
                "publish key 2, sign with it while services run; retire key 1",
                "accepted at once; key-1 tokens good until the retirement, dead 60 s after it",
                KeyChecks::rotate);
    }

    private static void rotate(Trial trial) throws InterruptedException {
        var old = Shopper.fresh();
        var oldKid = kid(old);
        trial.expect("admin: POST " + KEYS, Shopper.admin().client().send("POST", KEYS, null), 201, 202, 200);
        var began = System.nanoTime();
        var fresh = new Shopper[] {old};
        var signed = Trial.until(
                PATIENCE,
                () -> {
                    fresh[0] = old.again();
                    return fresh[0].client().get("/api/orders");
                },
                _ -> !kid(fresh[0]).equals(oldKid));
        trial.that(
                "a login's key after " + seconds(began) + " s",
                "another one",
                kid(fresh[0]).equals(oldKid) ? "the same" : "another",
                !kid(fresh[0]).equals(oldKid));
        trial.expect("GET /api/orders with the first token of key 2", signed, 200);
        for (var service : DOORS) {
            trial.expect(service + "'s own port, token of key 2", ask(trial, service, fresh[0]), 200);
            trial.expect(service + "'s own port, token of key 1", ask(trial, service, old), 200);
        }
        var admin = Shopper.admin();
        trial.expect("admin: DELETE " + KEYS + "/{key 1}", admin.client().delete(KEYS + "/" + oldKid), 200, 202, 204);
        var retired = System.nanoTime();
        for (var service : DOORS) {
            var dead = Trial.until(
                    MINUTE.minusNanos(System.nanoTime() - retired),
                    () -> ask(trial, service, old),
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
        trial.expect("gateway, token of key 2", fresh[0].client().get("/api/orders"), 200);
    }

    private static Answer ask(Trial trial, String service, Shopper shopper) {
        var path = switch (service) {
            case "order-service" -> "/api/orders";
            case "payment-service" -> "/api/payments";
            case "cart-service" -> "/api/cart";
            default -> "/api/users/me";
        };
        return Client.of(trial.fleet().direct(service))
                .withToken(shopper.accessToken())
                .get(path);
    }

    private static String kid(Shopper shopper) {
        return Jwt.of(shopper.accessToken()).header().get("kid").stringValue();
    }

    private static long seconds(long began) {
        return Duration.ofNanos(System.nanoTime() - began).toSeconds();
    }
}
