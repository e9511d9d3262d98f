package shop.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The reading half of the shop, as a customer and an administrator see it. */
@BesideOthers
class CatalogJourney {

    /** A word of this run alone, so that what it finds was made by it. */
    private final String word =
            "w" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);

    private final Shopper admin = Shopper.admin();
    private final Client anybody = Client.ofGateway();

    @Test
    void anImportTakesWhatIsGoodNamesWhatIsNotAndMayBeRepeated() {
        var file = String.join(
                "\n",
                line(1, "Walnut " + word + " lampshade", 4900),
                "{\"sku\": \"broken\"",
                line(2, "Oak " + word + " bench", 19900),
                line(3, "Steel " + word + " bench", -1),
                line(4, "Linen " + word + " cushion", 2900));

        var job = imported(file);

        assertThat(job.text("state")).isEqualTo("COMPLETED");
        assertThat(job.number("created")).isEqualTo(3);
        assertThat(job.number("rejected")).isEqualTo(2);
        assertThat(job.json()
                        .get("errors")
                        .valueStream()
                        .map(error -> error.get("line").longValue()))
                .containsExactly(2L, 4L);
        var again = imported(file);
        assertThat(again.number("unchanged")).isEqualTo(3);
        assertThat(again.number("created")).isZero();

        var found = awaitFound("q=" + word, 3);
        assertThat(found.json()
                        .at("/facets/categories")
                        .valueStream()
                        .map(facet -> facet.get("category").asString()))
                .contains(word);
        // The plural, another case and a slip of the finger.
        assertThat(found("q=" + word + "%20LAMPSHADES").number("totalItems")).isEqualTo(1);
        assertThat(found("q=" + word + "%20cushoin").text("items.0.name")).startsWith("Linen");
        assertThat(found("q=" + word + "&maxPrice=5000&sort=price")
                        .json()
                        .get("items")
                        .valueStream()
                        .map(item -> item.at("/price/amountMinor").longValue()))
                .containsExactly(2900L, 4900L);
        assertThat(anybody.get("/api/products/suggest?q=Walnut%20" + word.substring(0, 8))
                        .expect(200)
                        .text("suggestions.0.text"))
                .contains("lampshade");
        Patience.await("stock of what was imported")
                .until(() -> found("q=" + word + "&inStock=true").number("totalItems") == 3);
    }

    @Test
    void aFileThatIsNoCatalogIsRefusedAtOnceWithItsLines() {
        send("text/csv", "sku,colour\nA-1,red\n").expectProblem(400, "import_unreadable");
        send("application/x-ndjson", "no json\nat all\n").expectProblem(400, "import_unreadable");
        send("application/x-ndjson", "").expect(400);
        send("application/pdf", "%PDF").expect(415);
        Shopper.fresh().client().post("/api/products/import", "{}").expect(403);
        anybody.post("/api/products/import", "{}").expect(401);
    }

    @Test
    void allPagesTogetherAreAllProductsEachOnceHoweverOneTurnsThem() {
        var file = IntStream.range(0, 25)
                .mapToObj(number -> line(number, "Page " + word + " " + number, 1000 + number % 3))
                .collect(Collectors.joining("\n"));
        imported(file);
        awaitFound("q=" + word, 25);

        var byNumber = new ArrayList<String>();
        for (var page = 0; page < 3; page++) {
            ids(found("q=" + word + "&sort=price&size=10&page=" + page)).forEach(byNumber::add);
        }
        var byCursor = new ArrayList<String>();
        var page = found("q=" + word + "&sort=price&size=10");
        for (; ; page = found("q=" + word + "&sort=price&size=10&cursor=" + page.text("nextCursor"))) {
            byCursor.addAll(ids(page));
            if (page.text("nextCursor").isEmpty()) {
                break;
            }
        }

        assertThat(new LinkedHashSet<>(byNumber)).hasSize(25);
        assertThat(byCursor).isEqualTo(byNumber);
        anybody.get("/api/products?cursor=nonsense").expectProblem(400, "invalid_cursor");
        anybody.get("/api/products?size=100&page=100").expectProblem(400, "page_too_deep");
        anybody.get("/api/products?sort=secret").expect(400);
    }

    @Test
    void whoKnowsAProductIsToldWhetherItChanged() {
        var id = admin.createProduct("Known " + word, 1500, 5);
        var known = anybody.get("/api/products/" + id).expect(200);
        var eTag = known.header("ETag");

        anybody.with("If-None-Match", eTag).get("/api/products/" + id).expect(304);
        admin.client()
                .with("If-Match", "\"" + known.number("version") + "\"")
                .patch("/api/products/" + id, """
                {"name": "Renamed %s"}""".formatted(word))
                .expect(200);

        // Who changed it through this gateway sees it at once; the search within a second.
        assertThat(anybody.with("If-None-Match", eTag)
                        .get("/api/products/" + id)
                        .expect(200)
                        .text("name"))
                .isEqualTo("Renamed " + word);
        awaitFound("q=Renamed%20" + word, 1);
        admin.client()
                .with("If-Match", "\"" + known.number("version") + "\"")
                .patch("/api/products/" + id, "{\"name\": \"Late\"}")
                .expect(412);
        admin.client().delete("/api/products/" + id).expect(204);
        anybody.get("/api/products/" + id).expect(404);
        awaitFound("q=" + word, 0);
    }

    @Test
    void whatIsExportedCanBeImported() {
        imported(line(1, "Exported " + word, 700));

        var exported = admin.client()
                .with("Accept", "application/x-ndjson")
                .get("/api/products/export")
                .expect(200)
                .body()
                .lines()
                .filter(line -> line.contains(word))
                .toList();

        assertThat(exported).hasSize(1);
        assertThat(imported(exported.getFirst()).number("unchanged")).isEqualTo(1);
        Shopper.fresh().client().get("/api/products/export").expect(403);
    }

    @Test
    void categoriesAreATree() {
        var home = category("home-" + word, null).expect(201).text("id");
        var lamps = category("lamps-" + word, home).expect(201).text("id");
        category("lamps-" + word, null).expectProblem(409, "slug_taken");
        admin.client().delete("/api/categories/" + home).expectProblem(409, "category_not_empty");
        admin.client().patch("/api/categories/" + home, """
                {"parentId": "%s"}""".formatted(lamps)).expectProblem(409, "category_cycle");
        imported(line(1, "Hanging " + word, 9900).replace("[\"" + word + "\"]", "[\"lamps-" + word + "\"]"));

        Patience.await("the lamp below its parent's parent")
                .until(() -> found("category=home-" + word).number("totalItems") == 1);
        admin.client().delete("/api/categories/" + lamps).expectProblem(409, "category_not_empty");
    }

    @Test
    void aGuestsCartIsKeptAtLoginAndTellsWhatBecameOfItsProducts() {
        var id = admin.createProduct("Chair " + word, 5000, 3);
        var first = anybody.post("/api/cart/items", """
                {"productId": "%s", "quantity": 2}""".formatted(id)).expect(200);
        var guest = anybody.with("Cookie", first.header("Set-Cookie").split(";", 2)[0]);
        assertThat(guest.get("/api/cart").expect(200).number("total.amountMinor"))
                .isEqualTo(10000);
        var ada = Shopper.fresh();

        var merged = ada.client()
                .with("Cookie", first.header("Set-Cookie").split(";", 2)[0])
                .post("/api/cart/merge", "")
                .expect(200);
        assertThat(merged.number("items.0.quantity")).isEqualTo(2);
        assertThat(guest.get("/api/cart").expect(200).json().get("items")).isEmpty();

        admin.client().patch("/api/products/" + id, """
                {"price": {"amountMinor": 6000, "currency": "EUR"}}""").expect(200);
        admin.client().patch("/api/inventory/" + id, """
                {"onHand": 1, "reason": "count"}""").expect(200);
        Patience.await("the notices").untilAsserted(() -> {
            var cart = ada.client().get("/api/cart").expect(200);
            assertThat(cart.number("total.amountMinor")).isEqualTo(12000);
            assertThat(notices(cart)).containsExactlyInAnyOrder("price_changed", "less_available");
        });
    }

    @Test
    void whoLogsInKeepsTheGuestsCartAndCanOrderItAtOnce() {
        var id = admin.createProduct("Stool " + word, 2500, 10);
        var ada = Shopper.fresh();

        var guest = anybody.with("Cookie", guestCookie(id, 2));
        var login = Shopper.untilNotBusy(
                        () -> guest.post("/api/user/login", Shopper.loginBody(ada.email(), Shopper.PASSWORD)))
                .expect(200);
        assertThat(login.text("cart.merged.0.productId")).isEqualTo(id);
        assertThat(login.number("cart.merged.0.quantity")).isEqualTo(2);
        assertThat(login.json().at("/cart/dropped")).isEmpty();
        var cart = ada.client().get("/api/cart").expect(200);
        assertThat(cart.number("items.0.quantity")).isEqualTo(2);
        assertThat(cart.text("notices.0.code")).isEqualTo("guest_item_merged");

        // Logged in already, so that no login merges it: the order does, and the next reading adds nothing.
        var waiting = ada.client().with("Cookie", guestCookie(id, 1));
        var placed = waiting.post("/api/orders", """
                        {"fromCart": true, "shippingAddress": %s}""".formatted(Shopper.ADDRESS)).expect(201);
        assertThat(placed.number("total.amountMinor")).isEqualTo(7500);
        assertThat(waiting.get("/api/cart").expect(200).number("items.0.quantity"))
                .isEqualTo(3);
    }

    private String guestCookie(String product, int quantity) {
        return anybody.post("/api/cart/items", """
                        {"productId": "%s", "quantity": %d}""".formatted(product, quantity))
                .expect(200)
                .header("Set-Cookie")
                .split(";", 2)[0];
    }

    private static List<String> notices(Answer cart) {
        return cart.json()
                .at("/items/0/notices")
                .valueStream()
                .map(notice -> notice.get("code").asString())
                .toList();
    }

    private Answer category(String slug, @Nullable String parent) {
        return admin.client().post("/api/categories", """
                {"slug": "%s", "name": "%s"%s}""".formatted(
                        slug, slug, parent == null ? "" : ", \"parentId\": \"" + parent + "\""));
    }

    private String line(int number, String name, long price) {
        return """
                {"sku": "%s-%03d", "name": "%s", "price": {"amountMinor": %d, "currency": "EUR"}, "categories": ["%s"], "initialStock": 5}""".formatted(word.toUpperCase(Locale.ROOT), number, name, price, word);
    }

    private Answer send(String type, String file) {
        return admin.client().send("POST", "/api/products/import", type, BodyPublishers.ofString(file), " (a file)");
    }

    private Answer imported(String file) {
        var job = send("application/x-ndjson", file).expect(202).header("Location");
        return Patience.await("the import")
                .until(
                        () -> admin.client().get(job).expect(200),
                        answer -> !answer.text("state").equals("QUEUED")
                                && !answer.text("state").equals("RUNNING"));
    }

    private Answer found(String query) {
        return anybody.get("/api/products?" + query).expect(200);
    }

    private Answer awaitFound(String query, int number) {
        return Patience.await(number + " products by " + query)
                .until(() -> found(query), answer -> answer.number("totalItems") == number);
    }

    private static List<String> ids(Answer page) {
        return page.json()
                .get("items")
                .valueStream()
                .map(item -> item.get("id").asString())
                .toList();
    }
}
