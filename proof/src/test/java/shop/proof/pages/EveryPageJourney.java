package shop.proof.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;
import shop.proof.BesideOthers;
import shop.proof.Broker;
import shop.proof.Fleet;
import shop.proof.PageList;
import shop.proof.Patience;
import shop.proof.Shopper;
import shop.proof.prove.check.Stores;

/**
 * Every page of the storefront's list, of the shop and of the desk, in the states that people meet: axe finds nothing (WCAG 2.2 AA) in
 * light, in dark and on a screen of 320 pixels; nothing scrolls sideways, sticks out or lies on something else; the console is empty.
 * Pictures of the main pages are written to {@code proof/target/pictures}, or to where {@code -Dshop.pictures} says.
 */
@BesideOthers
@ResourceLock("browser") // one at a time: each takes a core
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryPageJourney {

    private static final int LARGEST_PICTURE = 80 * 1024;
    private static final int BEST_QUALITY = 75;
    private static final int WORST_QUALITY = 35;
    private static final int MUCH = 30;
    private static final String DRIFTS = "pages-";
    private static final List<Goods> SHELVES = List.of(
            new Goods("Walnut serving tray", "kitchen", 4900, 14),
            new Goods("Stoneware teapot", "kitchen", 3450, 8),
            new Goods("Linen tea towels, set of three", "kitchen", 1890, 40),
            new Goods("Cast iron casserole", "kitchen", 12900, 2),
            new Goods("Oak desk lamp", "office", 7900, 9),
            new Goods("Notebook, dotted, A5", "office", 1290, 120),
            new Goods("Brass pen tray", "office", 2450, 6),
            new Goods("Wool throw", "home", 8900, 11),
            new Goods("Ceramic vase", "home", 3900, 0),
            new Goods("Beeswax candles, pair", "home", 1590, 30));

    private record Goods(String name, String category, long price, int stock) {}

    private record Visit(String name, String address, String pattern, Supplier<Tab> as, int status) {

        @Override
        public String toString() {
            return name + " " + pattern;
        }
    }

    private final Map<String, String> products = new LinkedHashMap<>();
    private Chromium browser;
    private Shopper admin;
    private Shopper ada;
    private Tab guest;
    private Tab customer;
    private Tab staff;
    private String unpaid;
    private String paid;
    private String declined;
    private String payment;
    private String importJob;
    private String deadLetter;
    private Stores stores;
    private String drift;

    @BeforeAll
    void begin() throws Exception {
        browser = Chromium.start();
        admin = Shopper.admin();
        ada = Shopper.fresh("Ada Lovelace");
        category("kitchen", "Kitchen");
        category("office", "Office");
        category("home", "Home");
        for (var goods : SHELVES) {
            products.put(goods.name(), product(goods.name(), goods.category(), goods.price(), goods.stock()));
        }
        // What breaks a layout: a name without a space, and one from right to left.
        product(
                "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft".repeat(2),
                "home",
                100,
                3);
        product("مصباح مكتبي من خشب البلوط", "office", 5900, 5);
        awaitStock(tray(), 14);
        awaitStock(id("Stoneware teapot"), 8);

        unpaid = ada.order(tray(), 1).expect(201).text("id");
        declined = ada.order(tray(), 1).expect(201).text("id");
        ada.pay(declined, "pm_card_chargeDeclinedInsufficientFunds").expect(402);
        paid = ada.client()
                .post("/api/orders", """
                        {"items": [{"productId": "%s", "quantity": 1}, {"productId": "%s", "quantity": 2}], "shippingAddress": %s}""".formatted(tray(), id("Stoneware teapot"), Shopper.ADDRESS))
                .expect(201)
                .text("id");
        payment = ada.pay(paid, "pm_card_visa").expect(201).text("id");
        ada.awaitOrder(paid, "CONFIRMED");
        ada.client().post("/api/users/me/addresses", Shopper.ADDRESS).expect(201);
        for (var name : List.of("Walnut serving tray", "Wool throw")) {
            ada.client().post("/api/cart/items", """
                            {"productId": "%s", "quantity": 1}""".formatted(id(name))).expect(200);
        }
        importJob = importOfBadLines();
        deadLetter = deadLetter();
        stores = new Stores(Fleet.running());
        drift = drift();

        guest = browser.open(Tab.Settings.USUAL);
        customer = browser.open(Tab.Settings.USUAL).signIn(ada.email(), Shopper.PASSWORD);
        staff = browser.open(Tab.Settings.USUAL)
                .signIn(Fleet.running().adminEmail(), Fleet.running().adminPassword());
    }

    @AfterAll
    void end() throws SQLException {
        if (stores != null) {
            stores.update(Stores.Store.PAYMENTS, "DELETE FROM drift WHERE subject LIKE ?", DRIFTS + "%");
            stores.close();
        }
        if (deadLetter != null) {
            admin.client().delete("/api/admin/dead-letters/" + deadLetter);
        }
        if (browser != null) {
            browser.close();
        }
    }

    private String id(String product) {
        return Objects.requireNonNull(products.get(product), product);
    }

    private String tray() {
        return id("Walnut serving tray");
    }

    private List<Visit> visits() {
        var visits = new ArrayList<Visit>();
        Supplier<Tab> nobody = () -> guest;
        visits.add(new Visit("home", "/", "/", nobody, 200));
        visits.add(new Visit("all products", "/search", "/search", nobody, 200));
        visits.add(new Visit("results", "/search?q=tray&stock=1", "/search", nobody, 200));
        visits.add(new Visit("nothing found", "/search?q=zzzzqqqq", "/search", nobody, 200));
        visits.add(new Visit("category", "/c/kitchen", "/c/{slug}", nobody, 200));
        visits.add(new Visit("product", "/p/" + tray(), "/p/{id}", nobody, 200));
        visits.add(new Visit("product by name", "/p/" + tray() + "/walnut", "/p/{id}/{slug}", nobody, 200));
        visits.add(new Visit("sold out", "/p/" + id("Ceramic vase"), "/p/{id}", nobody, 200));
        visits.add(new Visit("empty cart", "/cart", "/cart", nobody, 200));
        visits.add(new Visit("sign in", "/sign-in", "/sign-in", nobody, 200));
        visits.add(new Visit("sign up", "/sign-up", "/sign-up", nobody, 200));
        visits.add(new Visit("forgot password", "/forgot-password", "/forgot-password", nobody, 200));
        visits.add(new Visit("reset password", "/reset-password?token=none", "/reset-password", nobody, 200));
        visits.add(new Visit("not found", "/nothing-here", "/nothing-here", nobody, 404));
        visits.add(new Visit("in German", "/sign-up?lang=de", "/sign-up", nobody, 200));
        visits.add(new Visit("events", "/asyncapi", "/asyncapi", nobody, 200)); // the gateway's own
        Supplier<Tab> buyer = () -> customer;
        visits.add(new Visit("cart", "/cart", "/cart", buyer, 200));
        visits.add(new Visit("checkout", "/checkout", "/checkout", buyer, 200));
        visits.add(new Visit("profile", "/account", "/account", buyer, 200));
        visits.add(new Visit("addresses", "/account/addresses", "/account/addresses", buyer, 200));
        visits.add(new Visit("orders", "/account/orders", "/account/orders", buyer, 200));
        for (var order : List.of(unpaid, declined, paid)) {
            visits.add(new Visit("order", "/account/orders/" + order, "/account/orders/{id}", buyer, 200));
        }
        visits.add(new Visit("notifications", "/account/notifications", "/account/notifications", buyer, 200));
        visits.add(new Visit("forbidden", "/admin", "/admin", buyer, 403));
        var known = new LinkedHashMap<String, String>();
        known.put("/admin/customers/{id}", ada.id());
        known.put("/admin/dead-letters/{id}", deadLetter);
        known.put("/admin/events/parked/{service:[a-z-]{1,40}}/{id}", "");
        known.put("/admin/holds/{id}", paid);
        known.put("/admin/orders/{id}", paid);
        known.put("/admin/payments/{id}", payment);
        known.put("/admin/products/import/{id}", importJob);
        known.put("/admin/products/{id}", tray());
        known.put("/admin/stock/{id}", tray());
        known.put("/admin/reconciliation/drifts/{id}", drift);
        // A shop without a review of risks has no orders on hold, and no page for them.
        var reviews = admin.client().get("/api/admin/risk-reviews").status();
        for (var entry : PageList.read()) {
            if (entry.path().startsWith("/admin") && entry.kind().equals("page")) {
                visits.add(new Visit(
                        "desk",
                        deskAddress(entry.path(), known),
                        entry.path(),
                        () -> staff,
                        entry.path().equals("/admin/holds") ? reviews : 200));
            }
        }
        visits.add(new Visit(
                "wrong amount",
                "/admin/payments/" + payment + "/refund/confirm?amount=999&reason=x",
                "/admin/payments/{id}/refund/confirm",
                () -> staff,
                422));
        visits.add(new Visit(
                "orders to ship",
                "/admin/orders/bulk/ship?id=" + paid + "&id=" + unpaid,
                "/admin/orders/bulk/ship",
                () -> staff,
                200));
        for (var deed : List.of("archive", "category")) {
            visits.add(new Visit(
                    "several products",
                    "/admin/products/bulk/" + deed + "?id=" + tray() + "&id=" + id("Wool throw"),
                    "/admin/products/bulk/" + deed,
                    () -> staff,
                    200));
        }
        visits.add(new Visit(
                "several stocks",
                "/admin/stock/bulk/adjust?id=" + tray() + "&id=" + id("Wool throw"),
                "/admin/stock/bulk/adjust",
                () -> staff,
                200));
        visits.add(new Visit("no such order", "/admin/orders?q=none", "/admin/orders", () -> staff, 200));
        return visits;
    }

    private static String deskAddress(String pattern, Map<String, String> known) {
        var id = known.entrySet().stream()
                .filter(one -> pattern.startsWith(one.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .filter(one -> !one.isEmpty())
                .orElse(UUID.randomUUID().toString());
        var address = pattern.replace("{service:[a-z-]{1,40}}", "order-service")
                .replace("{id}", id)
                .replaceAll("\\{\\w+:([a-z-]+)[^}]*}", "$1");
        return address.endsWith("/refund/confirm") ? address + "?amount=10.00&reason=a+broken+lid" : address;
    }

    @Test
    void noPageIsLeftOut() {
        var visited = new TreeSet<String>();
        visits().forEach(visit -> visited.add(visit.pattern()));

        assertThat(PageList.read().stream()
                        .filter(entry -> entry.kind().equals("page"))
                        .map(PageList.Entry::path))
                .isSubsetOf(visited);
    }

    @TestFactory
    Stream<DynamicTest> everyPageIsForEverybody() {
        return visits().stream().map(visit -> DynamicTest.dynamicTest(visit.toString(), () -> look(visit)));
    }

    private static void look(Visit visit) {
        var tab = visit.as().get();
        var page = tab.page();
        var before = tab.complaints().size();
        page.setViewportSize(Tab.WIDE, Tab.HEIGHT);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        assertThat(tab.status(visit.address())).isEqualTo(visit.status());

        var faults = new ArrayList<String>();
        Axe.violations(page).forEach(found -> faults.add("light: " + found));
        Layout.faults(page).forEach(found -> faults.add("wide: " + found));
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        Axe.violationsOfColors(page).forEach(found -> faults.add("dark: " + found));
        page.setViewportSize(Tab.NARROW, Tab.HEIGHT);
        Axe.violationsAtThisWidth(page).forEach(found -> faults.add("narrow: " + found));
        Layout.faults(page).forEach(found -> faults.add("narrow: " + found));
        var complaints = tab.complaints();
        faults.addAll(complaints.subList(before, complaints.size()));

        assertThat(faults).isEmpty();
    }

    @Test
    void aDriftIsTakenNoteOf() throws SQLException {
        var found = drift();

        staff.open("/admin/reconciliation/drifts/" + found)
                .follow("Acknowledge")
                .fill("Reason (for the records)", "agreed with the bank")
                .press("Acknowledge")
                .awaitText("The drift is acknowledged.");

        assertThat(stores.text(Stores.Store.PAYMENTS, "SELECT state FROM drift WHERE id = ?::uuid", found))
                .isEqualTo("ACKNOWLEDGED");
    }

    @Test
    void picturesOfTheMainPages() throws IOException {
        var folder = pictures();
        take("01-home", guest, "/", folder);
        take("02-search", guest, "/search?q=tray", folder);
        take("03-product", guest, "/p/" + tray(), folder);
        take("04-cart", customer, "/cart", folder);
        take("05-checkout", customer, "/checkout", folder);
        take("06-order", customer, "/account/orders/" + paid, folder);
        take("07-dashboard", staff, "/admin", folder);
        take("08-desk-orders", staff, "/admin/orders", folder);
        take("09-desk-order", staff, "/admin/orders/" + paid, folder);
        take(
                "10-refund",
                staff,
                "/admin/payments/" + payment + "/refund/confirm?amount=10.00&reason=a+broken+lid",
                folder);
    }

    private static Path pictures() throws IOException {
        var named = System.getProperty("shop.pictures", "");
        var folder = named.isBlank()
                ? Fleet.root().resolve("proof/target/pictures")
                : Fleet.root().resolve(named);
        return Files.createDirectories(folder);
    }

    private static void take(String name, Tab tab, String address, Path folder) throws IOException {
        var page = tab.page();
        page.setViewportSize(Tab.WIDE, Tab.HEIGHT);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        tab.open(address);
        page.waitForFunction(
                "() => [...document.images].filter(image => image.loading !== 'lazy').every(image => image.complete)");
        var options = new Page.ScreenshotOptions().setType(ScreenshotType.JPEG);
        var quality = BEST_QUALITY;
        var picture = page.screenshot(options.setQuality(quality));
        while (picture.length > LARGEST_PICTURE && quality > WORST_QUALITY) {
            quality -= 10;
            picture = page.screenshot(options.setQuality(quality));
        }
        assertThat(picture.length).as(name).isBetween(1024, LARGEST_PICTURE);
        Files.write(folder.resolve(name + ".jpg"), picture);
    }

    /** Written down as if a comparison had found it, and as one that no later run ends: a healthy shop has none. */
    private String drift() throws SQLException {
        var id = UUID.randomUUID().toString();
        stores.update(Stores.Store.PAYMENTS, """
                INSERT INTO drift (id, kind, subject, order_id, payment_id, expected_minor, expected_currency, found_minor,
                                   found_currency, detail, since, state, first_seen, last_seen, last_run)
                VALUES (?::uuid, 'HOLD_LEAKED', ?, ?::uuid, ?::uuid, 8000, 'EUR', 0, 'EUR',
                        'the order is CANCELLED, its hold is HELD', now(), 'OPEN', now(), now(), ?)
                """, id, DRIFTS + id, paid, payment, Long.MAX_VALUE);
        return id;
    }

    private void category(String slug, String name) {
        var answer = admin.client().post("/api/categories", """
                {"slug": "%s", "name": "%s"}""".formatted(slug, name));
        assertThat(answer.status()).as("made now, or there already").isIn(201, 409);
    }

    private String product(String name, String category, long amountMinor, int stock) {
        return admin.client()
                .post("/api/products", """
                        {"sku": "PAGES-%s", "name": "%s", "description": "Made by hand, in small numbers.\\nFor every day.",
                         "price": {"amountMinor": %d, "currency": "EUR"}, "categories": ["%s"],
                         "attributes": {"material": "wood", "pieces": 1}, "initialStock": %d}""".formatted(
                                UUID.randomUUID().toString().substring(0, 13), name, amountMinor, category, stock))
                .expect(201)
                .text("id");
    }

    private void awaitStock(String product, long onHand) {
        Patience.await("stock of " + product).until(() -> {
            var answer = admin.client().get("/api/inventory/" + product);
            return answer.status() == 200 && answer.number("onHand") == onHand;
        });
    }

    private String importOfBadLines() {
        var lines = new StringBuilder();
        for (var line = 0; line < MUCH; line++) {
            lines.append("{\"sku\": \"broken\", \"price\": -").append(line).append("}\n");
        }
        lines.append("{\"sku\": \"PAGES-")
                .append(UUID.randomUUID())
                .append("\", \"name\": \"Oak stool\", \"price\": {\"amountMinor\": 100, \"currency\": \"EUR\"}}\n");
        var job = admin.client()
                .send(
                        "POST",
                        "/api/products/import",
                        "application/x-ndjson",
                        java.net.http.HttpRequest.BodyPublishers.ofString(lines.toString()),
                        " (a file)")
                .expect(202);
        return job.text("id");
    }

    /** A record that nobody can handle: whose mail address is missing. */
    private String deadLetter() throws Exception {
        var key = UUID.randomUUID().toString();
        try (var producer = Broker.producer()) {
            producer.send(new ProducerRecord<>("user_registered", key, """
                    {"specversion": "1.0", "id": "%s", "type": "user.registered.v1", "source": "/user-service", "time": "%s",
                     "subject": "%s", "dataschema": "urn:shopfleet:user.registered.v1", "datacontenttype": "application/json",
                     "aggregateversion": 1, "data": {"userId": "%s", "name": "no address", "registeredAt": "%s"}}""".formatted(
                                    UUID.randomUUID(), Instant.now(), key, key, Instant.now())
                            .getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
        return Patience.await("the dead letter").until(() -> letterOf(key), found -> found != null);
    }

    private @Nullable String letterOf(String key) {
        return admin.client()
                .get("/api/admin/dead-letters?state=OPEN&topic=user_registered&size=100")
                .expect(200)
                .json()
                .get("items")
                .valueStream()
                .filter(one -> one.path("key").asString("").equals(key))
                .map(one -> one.get("id").stringValue())
                .findFirst()
                .orElse(null);
    }
}
