package shop.proof.security;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import shop.proof.Client;
import shop.proof.Shopper;

/** Numbers, texts and sizes that nobody honest sends: checks 30, 31, 33, 34 and 35. */
final class InputChecks {

    private static final int SLOW_MILLIS = 100;

    private InputChecks() {}

    static List<Check> all() {
        return List.of(
                Check.of(
                        30,
                        "order with unitPrice, total of its own",
                        "400, or the server's price",
                        InputChecks::ownPrices),
                Check.of(
                        31,
                        "quantity -1, 0, 2147483647, 1e309, \"1 OR 1\"",
                        "refused; nothing held",
                        InputChecks::oddQuantities),
                Check.of(
                        33,
                        "{\"email\": {\"$gt\": \"\"}}; search .*(a+)+$; ?sort=passwordHash",
                        "400; text, under 100 ms; 400",
                        InputChecks::injections),
                Check.of(34, "page size 1,000,000", "400, or 100 at most", InputChecks::pageSizes),
                Check.of(
                        35,
                        "2 MB of JSON; JSON 2,000 deep; an order of 10,000 lines",
                        "413; 400; 400",
                        InputChecks::bigBodies));
    }

    private static void ownPrices(Trial trial) {
        var admin = Shopper.admin();
        var product = admin.createProduct("Priced", 1999, 5);
        var shopper = Shopper.fresh();
        var line = "\"quantity\": 1";
        for (var price : List.of(
                "\"unitPrice\": 0.01",
                "\"unitPrice\": {\"amountMinor\": 1, \"currency\": \"EUR\"}",
                "\"discount\": 100")) {
            trial.expect(
                    "POST /api/orders, line with " + price,
                    shopper.client()
                            .post("/api/orders", Shopper.orderBody(product, 1).replace(line, line + ", " + price)),
                    400);
        }
        trial.expect(
                "POST /api/orders with total 0.01",
                shopper.client()
                        .post("/api/orders", Shopper.orderBody(product, 1).replaceFirst("\\{", "{\"total\": 0.01, ")),
                400);
        trial.refused(
                "POST /api/orders with expectedTotal of 1 cent",
                shopper.client()
                        .post(
                                "/api/orders",
                                Shopper.orderBody(product, 1)
                                        .replaceFirst(
                                                "\\{",
                                                "{\"expectedTotal\": {\"amountMinor\": 1, \"currency\": \"EUR\"}, ")),
                409,
                "price_changed");
        var order = shopper.order(product, 1).expect(201);
        trial.that(
                "total of an honest order",
                "1999",
                order.number("total.amountMinor"),
                order.number("total.amountMinor") == 1999);
        for (var amount : List.of("\"amount\": 1", "\"amountMinor\": 1", "\"currency\": \"USD\"")) {
            trial.expect(
                    "POST /api/payments with " + amount,
                    shopper.client().post("/api/payments", """
                            {"orderId": "%s", "method": {"type": "intent"}, %s}""".formatted(order.text("id"), amount)),
                    400);
        }
    }

    private static void oddQuantities(Trial trial) {
        var admin = Shopper.admin();
        var product = admin.createProduct("Counted", 1999, 5);
        var shopper = Shopper.fresh();
        for (var quantity : List.of(
                "-1", "0", "2147483648", "9223372036854775808", "1e309", "1.5", "\"1 OR 1\"", "null", "[1]", "true")) {
            var body = Shopper.orderBody(product, 1).replace("\"quantity\": 1", "\"quantity\": " + quantity);
            trial.expect(
                    "POST /api/orders, quantity " + quantity, shopper.client().post("/api/orders", body), 400);
            trial.expect(
                    "POST /api/cart/items, quantity " + quantity,
                    shopper.client().post("/api/cart/items", """
                            {"productId": "%s", "quantity": %s}""".formatted(product, quantity)),
                    400);
        }
        trial.expect(
                "POST /api/orders, quantity 2147483647",
                shopper.client().post("/api/orders", Shopper.orderBody(product, Integer.MAX_VALUE)),
                400,
                409,
                422);
        trial.expect(
                "PATCH /api/inventory, delta 9223372036854775807",
                admin.client().patch("/api/inventory/" + product, """
                {"delta": 9223372036854775807, "reason": "wrap"}"""),
                400,
                409,
                422);
        var stock = admin.client().get("/api/inventory/" + product);
        trial.that(
                "held after that",
                "0 of 5",
                stock.number("held") + " of " + stock.number("onHand"),
                stock.number("held") == 0 && stock.number("onHand") == 5);
    }

    private static long millis(String path) {
        var began = System.nanoTime();
        var _ = Client.ofGateway().get(path);
        return (System.nanoTime() - began) / 1_000_000;
    }

    private static void injections(Trial trial) {
        var shopper = Shopper.fresh();
        var admin = Shopper.admin();
        for (var email : List.of("{\"$gt\": \"\"}", "[\"a@example.org\"]", "null", "1")) {
            trial.expect(
                    "login with email " + email, trial.stranger().post("/api/user/login", """
                    {"email": %s, "password": "x"}""".formatted(email)), 400);
        }
        trial.expect("cart with productId {\"$ne\": null}", shopper.client().post("/api/cart/items", """
                {"productId": {"$ne": null}, "quantity": 1}"""), 400);
        for (var query : List.of(
                ".*(a%2B)%2B%24",
                "%27%20OR%20%271%27%3D%271", "%7B%22%24where%22%3A%221%22%7D", "%25_%5C", "*:*", "%22unclosed")) {
            var path = "/api/products?q=" + query;
            trial.expect(Client.ofGateway().get(path), 200);
            var times = new long[9];
            var plainTimes = new long[times.length];
            for (var i = 0; i < times.length; i++) {
                times[i] = millis(path);
                plainTimes[i] = millis("/api/products?q=cup" + i);
            }
            Arrays.sort(times);
            Arrays.sort(plainTimes);
            var median = times[times.length / 2];
            var plain = plainTimes[times.length / 2];
            // On a machine that is busy with something else, a plain search is slow too.
            trial.that(
                    "the median of nine for " + path,
                    "under " + SLOW_MILLIS + " ms, or twice a plain search",
                    median + " ms, plain " + plain + " ms",
                    median < Math.max(SLOW_MILLIS, 2 * plain));
        }
        for (var path : List.of(
                "/api/users?sort=passwordHash", "/api/users?sort=password_hash", "/api/users?sort=email;drop")) {
            trial.expect("admin: GET " + path, admin.client().get(path), 400);
        }
        trial.expect(Client.ofGateway().get("/api/products?sort=passwordHash"), 400);
        trial.expect(shopper.client().get("/api/orders?sort=userId"), 400);
        for (var id : List.of("1%20OR%201", "%24ne", "..%5c..%5c", "%00", "undefined")) {
            trial.expect(shopper.client().get("/api/orders/" + id), 400, 404);
            trial.expect(Client.ofGateway().get("/api/products/" + id), 400, 404);
        }
    }

    private static void pageSizes(Trial trial) {
        var admin = Shopper.admin();
        for (var path : List.of(
                "/api/products",
                "/api/users",
                "/api/orders",
                "/api/payments",
                "/api/notifications",
                "/api/users/me/addresses")) {
            for (var size : List.of("1000000", "-1", "2147483648", "x")) {
                var answer = admin.client().get(path + "?size=" + size);
                if (answer.status() == 200) {
                    trial.that(
                            answer.request(),
                            "100 at most",
                            answer.number("size"),
                            answer.number("size") <= 100 && answer.number("size") > 0);
                } else {
                    trial.expect(answer, 400, 404);
                }
            }
        }
    }

    private static void bigBodies(Trial trial) {
        var shopper = Shopper.fresh();
        var admin = Shopper.admin();
        var product = admin.createProduct("Big", 100, 5);
        var big = """
                {"name": "%s"}""".formatted("x".repeat(2 << 20));
        trial.expect("PATCH /api/users/me with 2 MB", shopper.client().patch("/api/users/me", big), 413);
        trial.expect("POST /api/orders with 2 MB", shopper.client().post("/api/orders", big), 413);
        trial.expect("POST /api/user/login with 2 MB", trial.stranger().post("/api/user/login", big), 413);
        trial.expect(
                "the same straight to user-service",
                Client.of(trial.fleet().direct("user-service")).post("/api/user/login", big),
                413);
        var deep = "[".repeat(2_000) + "]".repeat(2_000);
        Map.of("/api/orders", "items", "/api/user/login", "email", "/api/payments", "method")
                .forEach((path, field) -> trial.expect(
                        "POST " + path + " with " + field + " 2,000 deep",
                        shopper.client().post(path, "{\"" + field + "\": " + deep + "}"),
                        400));
        var line = """
                {"productId": "%s", "quantity": 1}""".formatted(product);
        var lines = IntStream.range(0, 10_000).mapToObj(_ -> line).collect(Collectors.joining(","));
        trial.expect(
                "POST /api/orders with 10,000 lines",
                shopper.client().post("/api/orders", """
                        {"items": [%s], "shippingAddress": %s}""".formatted(lines, Shopper.ADDRESS)),
                400,
                413);
    }
}
