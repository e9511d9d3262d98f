package shop.storefront.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.storefront.support.Samples.ADA;
import static shop.storefront.support.Samples.MUG;
import static shop.storefront.support.Samples.ORDER;
import static shop.storefront.support.Samples.PAYMENT;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import shop.storefront.support.Browser;
import shop.storefront.support.FakeShop;
import shop.storefront.support.Samples;
import shop.storefront.support.StorefrontTest;
import shop.test.TestTokens;
import tools.jackson.databind.json.JsonMapper;

/** The desk of the staff, over services that answer what a test needs. */
@StorefrontTest
class AdminPagesTest {

    private static final UUID CHIEF = UUID.fromString("019aa5f0-7a00-7000-8000-0000000000c1");
    private static final UUID OTHER = UUID.fromString("019aa5f0-7a00-7000-8000-0000000000c2");
    private static final UUID LETTER = UUID.fromString("019aa5f0-7a00-7000-8000-0000000000d1");
    private static final UUID DRIFT = UUID.fromString("019aa5f0-7a00-7000-8000-0000000000d2");
    private static final UUID JOB = UUID.fromString("019aa5f0-7a00-7000-8000-0000000000d3");
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([a-zA-Z]+)\" value=\"([^\"]*)\"");

    private final FakeShop shop;
    private final Browser nobody;
    private final Browser staff;

    @Autowired
    AdminPagesTest(FakeShop shop, @LocalServerPort int port) {
        this.shop = shop;
        this.nobody = new Browser(port);
        this.staff =
                nobody.with("Authorization", TestTokens.admin(CHIEF)).with("Cookie", "XSRF-TOKEN=token-of-the-form");
    }

    @BeforeEach
    void begin() {
        shop.clear();
        shop.on("GET /api/orders/" + ORDER, 200, order("CONFIRMED", "PAID", "\"SHIPPED\", \"CANCELLED\""));
        shop.on("GET /api/orders", 200, page(order("CONFIRMED", "PAID", "\"SHIPPED\"")));
        shop.on("GET /api/orders/" + ORDER + "/timeline", 200, TIMELINE);
        shop.on("GET /api/payments", 200, page(payment("PAID")));
        shop.on("GET /api/payments/" + PAYMENT, 200, payment("PAID"));
        shop.on("GET /api/payments/" + PAYMENT + "/refunds", 200, page(""));
        shop.on("GET /api/admin/summary", 200, summary());
        shop.on("GET /api/admin/disputes", 200, page(DISPUTE));
        shop.on("GET /api/admin/reconciliation", 200, reconciliation(drift("OPEN")));
        shop.on("GET /api/admin/dead-letters", 200, page(letter("OPEN")));
        shop.on(
                "GET /api/admin/dead-letters/" + LETTER,
                200,
                "{\"deadLetter\": " + letter("OPEN")
                        + ", \"cause\": \"no such order\", \"headers\": [], \"payload\": {\"encoding\": \"text\","
                        + " \"content\": \"<script>alert(1)</script>\", \"truncated\": true}}");
        shop.on("GET /api/admin/outbox", 200, OUTBOX);
        shop.on("GET /api/admin/outbox/parked", 200, PARKED);
        shop.on("GET /api/admin/consumers", 200, CONSUMERS);
        shop.on("GET /api/inventory", 200, page(stock()));
        shop.on("GET /api/inventory/" + MUG, 200, stock());
        shop.on("GET /api/inventory/" + MUG + "/movements", 200, page(MOVEMENT));
        shop.on("GET /api/users", 200, page(account("[\"USER\"]")));
        shop.on("GET /api/users/" + ADA, 200, account("[\"USER\"]"));
        shop.on("GET /api/products", 200, page(Samples.product("Blue mug", "A mug.", 9)));
        shop.on("GET /api/products/" + MUG, 200, Samples.product("Blue mug", "A mug.", 9));
        shop.on("GET /api/products/import", 200, page(job("RUNNING", 0)));
        shop.on("GET /api/products/import/" + JOB, 200, job("RUNNING", 1));
        shop.on("GET /api/admin/risk-reviews", 200, page(REVIEW));
        shop.on("GET /api/admin/audit", 200, AUDIT);
    }

    // Who did what

    @Test
    void theAuditSaysWhoDidWhatAndWhatIsMissing() {
        var page = staff.get("/admin/audit?object=account:" + ADA);

        assertThat(page.body())
                .contains("Roles changed", "now: USER ADMIN", "href=\"/admin/customers/" + ADA + "\"")
                .contains("Account disabled (whether it took effect is not known)")
                .contains("Entries of order-service are missing: it does not answer.")
                .contains("before=019aa5f0-7a00-7000-8000-0000000000aa");
        assertThat(shop.received("GET", "/api/admin/audit").getLast().query()).contains("object=account:" + ADA);
    }

    @Test
    void anAuditQuestionThatIsNoneIsRefusedInWords() {
        shop.problem("GET /api/admin/audit", 400, "invalid_request", "");

        assertThat(staff.get("/admin/audit?object=%3Cb%3E").statusCode()).isEqualTo(200);
        assertThat(staff.get("/admin/audit?actor=me").statusCode()).isEqualTo(404);
    }

    // Who gets in

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin",
                "/admin/orders",
                "/admin/products",
                "/admin/stock",
                "/admin/customers",
                "/admin/payments",
                "/admin/reconciliation",
                "/admin/dead-letters",
                "/admin/events",
                "/admin/audit",
                "/admin/products/import",
                "/admin/holds"
            })
    void theDeskIsForAdministratorsAlone(String path) {
        var visitor = nobody.get(path);
        assertThat(visitor.statusCode()).isEqualTo(303);
        assertThat(visitor.headers().firstValue("Location").orElseThrow()).startsWith("/sign-in?next=%2Fadmin");

        var customer = nobody.with("Authorization", TestTokens.user(ADA)).get(path);
        assertThat(customer.statusCode()).isEqualTo(403);
        assertThat(customer.body()).doesNotContain("desk-nav");

        var page = staff.get(path + "?utm_source=mail&unknown=1");
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        assertThat(page.body())
                .startsWith("<!doctype html>")
                .contains("desk-nav", "aria-current=\"page\"")
                .doesNotContain("??");
        assertThat(page.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ship", "cancel"})
    void aCustomerCannotDoWhatStaffDo(String deed) {
        var refused = nobody.with("Authorization", TestTokens.user(ADA))
                .post("/admin/orders/" + ORDER + "/" + deed, Map.of("key", "k"));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(shop.received("POST", "/api/orders/" + ORDER + "/cancel")).isEmpty();
        assertThat(shop.received("PATCH", "/api/orders/" + ORDER)).isEmpty();
    }

    // Dashboard

    @Test
    void theDashboardShowsFiguresAChartAndWhatNeedsSomebody() {
        var page = staff.get("/admin").body();

        assertThat(page)
                .contains("€250.00", "As in the week before", "<svg role=\"img\"", "The same as a table")
                .contains("Order 7K3M-9Q4T is stuck", "Confirmed, but not shipped", "/admin/orders/" + ORDER)
                .contains(
                        "1 open dead letter",
                        "2 events are parked",
                        "MUG-BLUE is running out",
                        "Order 7K3M-9Q4T waits for a decision");
        assertThat(page).doesNotContain("style=").doesNotContain("onclick");
        assertThat(page)
                .as("who does not see the charts reads them")
                .contains("Sales by day, last 14 days", "Sales by hour (UTC), last 24 hours", "They add up to €75.00.")
                .contains("<td class=\"number\">€75.00</td>");
        assertThat(Pattern.compile(" id=\"([^\"]+)\"").matcher(page).results().map(found -> found.group(1)))
                .doesNotHaveDuplicates();
    }

    @Test
    void aDisputeThatWaitsForAnAnswerNeedsSomebodyOneThatWaitsForTheBankDoesNot() {
        assertThat(staff.get("/admin").body())
                .contains(
                        "The bank disputes €25.00",
                        "Answer it at the provider until 12 Dec 2026",
                        "/admin/payments/" + PAYMENT);

        shop.on("GET /api/admin/disputes", 200, page(DISPUTE.replace("NEEDS_RESPONSE", "UNDER_REVIEW")));
        assertThat(staff.get("/admin").body()).doesNotContain("The bank disputes");

        shop.problem("GET /api/admin/disputes", 503, "service_unavailable", "");
        assertThat(staff.get("/admin").body()).contains("is stuck");
    }

    @Test
    void theDashboardShowsTheRestWhenAPartDoesNotAnswer() {
        shop.problem("GET /api/admin/summary", 503, "service_unavailable", "");
        shop.problem("GET /api/admin/reconciliation", 503, "service_unavailable", "");

        var page = staff.get("/admin");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("order-service does not answer", "payment-service does not answer", "1 open dead letter");
    }

    // Orders

    @Test
    void ordersAreSearchedFilteredAndPagedByAddress() {
        shop.on(
                "GET /api/orders",
                200,
                "{\"items\": [" + order("CONFIRMED", "PAID", "")
                        + "], \"page\": 0, \"size\": 25, \"nextCursor\": \"c+2\"}");

        var page = staff.get("/admin/orders?q=7k3m-9q4t&status=CONFIRMED&from=2026-11-01&sort=total,asc")
                .body();

        assertThat(shop.received("GET", "/api/orders").getLast().query())
                .contains("q=7k3m-9q4t", "status=CONFIRMED", "from=2026-11-01T00:00:00Z", "sort=total,asc", "size=25");
        assertThat(page)
                .contains("7K3M-9Q4T", "aria-sort=\"ascending\"", "value=\"2026-11-01\"")
                .contains(
                        "cursor=c%2B2", "href=\"/admin/orders?q=7k3m-9q4t&amp;from=2026-11-01&amp;sort=total%2Casc\"");
    }

    @Test
    void anEMailFindsTheOrdersOfItsAccount() {
        staff.get("/admin/orders?q=ada@example.org");

        assertThat(shop.received("GET", "/api/orders").getLast().query())
                .contains("userId=" + ADA)
                .doesNotContain("q=");
    }

    @Test
    void aNumberThatIsNoneIsSaidOnThePage() {
        shop.problem(
                "GET /api/orders",
                400,
                "invalid_request",
                ", \"errors\": [{\"field\": \"q\", \"code\": \"invalid_value\", \"message\": \"is no order number\"}]");

        var page = staff.get("/admin/orders?q=what");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("is no order number", "No order fits");
    }

    @Test
    void anOrderShowsItsTimelineAndWhatCanBeDone() {
        var page = staff.get("/admin/orders/" + ORDER).body();

        assertThat(page)
                .contains("Order 7K3M-9Q4T", "Payment attempt 1, €25.00", "Message sent: Order confirmed")
                .contains(
                        "/admin/orders/" + ORDER + "/ship",
                        "/admin/orders/" + ORDER + "/cancel",
                        "/admin/payments/" + PAYMENT + "/refund")
                .contains("name=\"_xsrf\" value=\"token-of-the-form\"")
                .doesNotContain("/deliver\"");
    }

    @Test
    void anOrderIsShownWithoutItsPaymentsWhenTheyAreAway() {
        shop.problem("GET /api/payments", 503, "service_unavailable", "");

        var page = staff.get("/admin/orders/" + ORDER);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("Order 7K3M-9Q4T", "Payments are missing");
    }

    @Test
    void shippingIsOneStepAndARefusalIsShown() {
        shop.on("PATCH /api/orders/" + ORDER, 200, order("SHIPPED", "PAID", ""));
        var done = staff.post("/admin/orders/" + ORDER + "/ship", Map.of());
        assertThat(done.statusCode()).isEqualTo(303);
        assertThat(done.headers().firstValue("Location")).hasValue("/admin/orders/" + ORDER + "?notice=desk-shipped");
        assertThat(shop.received("PATCH", "/api/orders/" + ORDER).getLast().body())
                .contains("SHIPPED");
        assertThat(staff.get("/admin/orders/" + ORDER + "?notice=desk-shipped").body())
                .contains("Marked as shipped.");

        shop.problem("PATCH /api/orders/" + ORDER, 409, "illegal_transition", "");
        var refused = staff.post("/admin/orders/" + ORDER + "/ship", Map.of());
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("words of the service", "Mark order 7K3M-9Q4T as shipped?");
    }

    @Test
    void cancellingAsksFirstAndNamesTheSum() {
        shop.on("POST /api/orders/" + ORDER + "/cancel", 202, order("CANCELLED", "PAID", ""));

        var question = staff.get("/admin/orders/" + ORDER + "/cancel");
        assertThat(question.body()).contains("Cancel order 7K3M-9Q4T of €25.00?", "given back in full");
        assertThat(shop.received("POST", "/api/orders/" + ORDER + "/cancel")).isEmpty();

        var fields = hidden(question);
        fields.put("reason", "out of mugs");
        assertThat(staff.post("/admin/orders/" + ORDER + "/cancel", fields).statusCode())
                .isEqualTo(303);
        var sent = shop.received("POST", "/api/orders/" + ORDER + "/cancel").getLast();
        assertThat(sent.header("Idempotency-Key")).isEqualTo(fields.get("key"));
        assertThat(sent.body()).contains("out of mugs");
    }

    // Refunds

    @Test
    void aRefundAsksHowMuchThenNamesTheSumThenHappensOnce() {
        shop.on("POST /api/payments/" + PAYMENT + "/refunds", 201, refund(1050));

        assertThat(staff.get("/admin/payments/" + PAYMENT + "/refund").body())
                .contains("At most €25.00 can be refunded.", "value=\"25.00\"");
        var question = staff.get("/admin/payments/" + PAYMENT + "/refund/confirm?amount=10,50&reason=broken%20handle");
        assertThat(question.body()).contains("Refund €10.50 of order 7K3M-9Q4T?", "broken handle", "Refund €10.50<");
        assertThat(shop.received("POST", "/api/payments/" + PAYMENT + "/refunds"))
                .isEmpty();

        var fields = hidden(question);
        for (var sent = 0; sent < 2; sent++) {
            assertThat(staff.post("/admin/payments/" + PAYMENT + "/refund", fields)
                            .statusCode())
                    .isEqualTo(303);
        }
        assertThat(shop.received("POST", "/api/payments/" + PAYMENT + "/refunds"))
                .hasSize(2)
                .allSatisfy(request -> {
                    assertThat(request.header("Idempotency-Key")).isEqualTo(fields.get("key"));
                    assertThat(JsonMapper.shared()
                                    .readTree(request.body())
                                    .path("amountMinor")
                                    .asLong())
                            .isEqualTo(1050);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "25.01", "10.505", "1e3", "much", "", "99999999999999999999"})
    void noOtherSumGetsAsFarAsTheQuestion(String amount) {
        shop.on("GET /api/payments/" + PAYMENT + "/refunds", 200, page(""));

        var page = staff.get("/admin/payments/" + PAYMENT + "/refund/confirm?reason=x&amount=" + amount);

        assertThat(page.statusCode()).isEqualTo(422);
        assertThat(page.body())
                .contains("Write an amount above zero and up to €25.00.")
                .doesNotContain("amountMinor");
    }

    @Test
    void whatIsUnderWayCannotBeRefundedAgain() {
        shop.on("GET /api/payments/" + PAYMENT + "/refunds", 200, page(refund(2400)));

        assertThat(staff.get("/admin/payments/" + PAYMENT + "/refund").body())
                .contains("At most €1.00 can be refunded.");
    }

    @Test
    void aRefundThatTheServiceRefusesSaysWhy() {
        shop.problem("POST /api/payments/" + PAYMENT + "/refunds", 409, "over_refund", "");

        var refused = staff.post(
                "/admin/payments/" + PAYMENT + "/refund", Map.of("amountMinor", "100", "reason", "x", "key", "k"));

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("words of the service", "Refund €1.00 of order 7K3M-9Q4T?");
    }

    // Products

    @Test
    void aProductIsSavedWithTheVersionItWasReadIn() {
        shop.on("PATCH /api/products/" + MUG, 200, Samples.product("Red mug", "", 9));
        var fields = new HashMap<>(Map.of(
                "name", "Red mug", "price", "12,90", "currency", "EUR", "attributes", "colour: red\r\nsize: big"));
        fields.put("version", "\"3\"");

        assertThat(staff.post("/admin/products/" + MUG, fields).statusCode()).isEqualTo(303);

        var sent = shop.received("PATCH", "/api/products/" + MUG).getLast();
        assertThat(sent.header("If-Match")).isEqualTo("\"3\"");
        var body = JsonMapper.shared().readTree(sent.body());
        assertThat(body.at("/price/amountMinor").asLong()).isEqualTo(1290);
        assertThat(body.at("/attributes/size").asString()).isEqualTo("big");
        assertThat(body.path("description").isNull()).isTrue();
    }

    @Test
    void whoWasSlowerSeesBothVersionsAndLosesNeither() {
        shop.problem("PATCH /api/products/" + MUG, 412, "version_conflict", "");

        var page = staff.post(
                "/admin/products/" + MUG,
                Map.of("name", "My <mug>", "price", "12.50", "currency", "EUR", "version", "\"2\""));

        assertThat(page.statusCode()).isEqualTo(412);
        assertThat(page.body())
                .contains(
                        "Where the versions differ", "My &lt;mug&gt;", "Blue mug", "Save mine", "Keep what is stored");
    }

    @ParameterizedTest
    @CsvSource({"price, free", "currency, XXY", "attributes, no colon here"})
    void whatCannotBeReadIsKeptAndSaid(String field, String value) {
        var fields = new HashMap<>(Map.of("name", "Kept name", "price", "1.00", "currency", "EUR", "version", "\"3\""));
        fields.put(field, value);

        var page = staff.post("/admin/products/" + MUG, fields);

        assertThat(page.statusCode()).isEqualTo(422);
        assertThat(page.body()).contains("Kept name", value);
        assertThat(shop.received("PATCH", "/api/products/" + MUG)).isEmpty();
    }

    @Test
    void archivingAsksFirst() {
        shop.on("DELETE /api/products/" + MUG, 204, "");
        var question = staff.get("/admin/products/" + MUG + "/archive");
        assertThat(question.body()).contains("Archive Blue mug (MUG-BLUE)?");
        assertThat(shop.received("DELETE", "/api/products/" + MUG)).isEmpty();

        assertThat(staff.post("/admin/products/" + MUG + "/archive", hidden(question))
                        .statusCode())
                .isEqualTo(303);
        assertThat(shop.received("DELETE", "/api/products/" + MUG)).hasSize(1);
    }

    // Stock

    @Test
    void stockIsAdjustedWithAReason() {
        shop.on("PATCH /api/inventory/" + MUG, 200, stock());
        var page = staff.get("/admin/stock/" + MUG);
        assertThat(page.body()).contains("+5", "counted anew");

        var fields = hidden(page);
        fields.putAll(Map.of("delta", "-3", "reason", "broken"));
        assertThat(staff.post("/admin/stock/" + MUG, fields).statusCode()).isEqualTo(303);
        var sent = shop.received("PATCH", "/api/inventory/" + MUG).getLast();
        assertThat(sent.body()).contains("-3", "broken");
        assertThat(sent.header("Idempotency-Key")).isEqualTo(fields.get("key"));
    }

    @ParameterizedTest
    @CsvSource({"0, x", "1.5, x", "lots, x", "5, ''"})
    void noOtherAdjustmentIsSent(String delta, String reason) {
        var page = staff.post("/admin/stock/" + MUG, Map.of("delta", delta, "reason", reason, "key", "k"));

        assertThat(page.statusCode()).isEqualTo(422);
        assertThat(shop.received("PATCH", "/api/inventory/" + MUG)).isEmpty();
    }

    // Customers

    @Test
    void rolesAreChangedAfterAQuestion() {
        shop.on("PUT /api/users/" + ADA + "/roles", 200, account("[\"ADMIN\", \"USER\"]"));
        var question = staff.get("/admin/customers/" + ADA + "/grant-admin");
        assertThat(question.body()).contains("Make ada@example.org an administrator?");

        assertThat(staff.post("/admin/customers/" + ADA + "/grant-admin", hidden(question))
                        .statusCode())
                .isEqualTo(303);
        assertThat(shop.received("PUT", "/api/users/" + ADA + "/roles")
                        .getLast()
                        .body())
                .contains("ADMIN", "USER");
        assertThat(staff.get("/admin/customers/" + ADA + "/delete").statusCode())
                .isEqualTo(404);
    }

    // What is stuck

    @Test
    void aDeadLetterIsShownAsTextAndDecidedAfterAQuestion() {
        shop.on("POST /api/admin/dead-letters/" + LETTER + "/replay", 202, letter("REPLAYED"));
        shop.on("DELETE /api/admin/dead-letters/" + LETTER, 204, "");
        var page = staff.get("/admin/dead-letters/" + LETTER).body();
        assertThat(page).contains("&lt;script&gt;alert(1)&lt;/script&gt;", "no such order", "Only the beginning");

        for (var deed : new String[] {"replay", "discard"}) {
            assertThat(staff.get("/admin/dead-letters/" + LETTER + "/" + deed).body())
                    .contains("order_placed 3/42?");
            assertThat(staff.post("/admin/dead-letters/" + LETTER + "/" + deed, Map.of())
                            .statusCode())
                    .isEqualTo(303);
        }
        assertThat(shop.received("POST", "/api/admin/dead-letters/" + LETTER + "/replay"))
                .hasSize(1);
        assertThat(shop.received("DELETE", "/api/admin/dead-letters/" + LETTER)).hasSize(1);
    }

    @Test
    void aDriftIsRepairedAfterAQuestionThatNamesTheSum() {
        shop.on("POST /api/admin/reconciliation/drifts/" + DRIFT + "/repair", 200, drift("REPAIRED"));
        var question =
                staff.get("/admin/reconciliation/drifts/" + DRIFT + "/repair").body();
        assertThat(question).contains("€25.00", "The money is given back.");

        assertThat(staff.post("/admin/reconciliation/drifts/" + DRIFT + "/repair", Map.of())
                        .statusCode())
                .isEqualTo(303);
        assertThat(staff.get("/admin/reconciliation/drifts/" + UUID.randomUUID())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void theEventsPageShowsOutboxesParkedEventsAndConsumers() {
        assertThat(staff.get("/admin/events").body())
                .contains(
                        "order-service",
                        "record too large",
                        "cart-service.order_status",
                        "17",
                        "/admin/events/parked/order-service/");
    }

    @Test
    void theListOfOrdersOnHoldSaysWhyEachIs() {
        assertThat(staff.get("/admin/holds").body())
                .contains(
                        "7K3M-9Q4T",
                        "0.93",
                        "a rule of tomorrow; 7 other accounts that ordered to this address",
                        "2026-12-01T09:00")
                .contains("/admin/holds/" + ORDER + "/reject");
        assertThat(staffWith("lang=de").get("/admin/holds").body())
                .contains("7 andere Konten, von denen am letzten Tag an diese Adresse bestellt wurde");
    }

    @Test
    void anOrderOnHoldIsDecidedWithAReason() {
        shop.on("POST /api/admin/risk-reviews/" + ORDER + "/decision", 200, order("CONFIRMED", "PAID", ""));
        assertThat(staff.get("/admin/holds/" + ORDER + "/approve").body())
                .contains("Let order 7K3M-9Q4T of €25.00 go on?");

        assertThat(staff.post("/admin/holds/" + ORDER + "/approve", Map.of("reason", "known customer"))
                        .statusCode())
                .isEqualTo(303);
        assertThat(shop.received("POST", "/api/admin/risk-reviews/" + ORDER + "/decision")
                        .getLast()
                        .body())
                .contains("approve", "known customer");
    }

    // Imports

    @Test
    void anImportShowsHowFarItIsAndWhichLinesAreWrong() {
        var running = staff.get("/admin/products/import/" + JOB).body();
        assertThat(running)
                .contains(
                        "value=\"50\"",
                        "hx-trigger=\"load delay:1s\"",
                        "http-equiv=\"refresh\"",
                        "must be positive",
                        "Stop import");

        shop.on("GET /api/products/import/" + JOB, 200, job("COMPLETED", 1));
        assertThat(staff.get("/admin/products/import/" + JOB).body())
                .contains("value=\"100\"")
                .doesNotContain("hx-trigger=\"load")
                .doesNotContain("Stop import");
    }

    // Several at once

    @Test
    void severalOrdersAreShippedTogetherAndTheQuestionNamesThem() {
        shop.on("PATCH /api/orders/" + ORDER, 200, order("SHIPPED", "PAID", ""));
        shop.on(
                "GET /api/orders/" + OTHER,
                200,
                order("PENDING", "UNPAID", "\"CANCELLED\"")
                        .replace(ORDER.toString(), OTHER.toString())
                        .replace("7K3M-9Q4T", "2222-3333"));
        assertThat(staff.get("/admin/orders").body())
                .contains("type=\"checkbox\" name=\"id\" form=\"bulk\" value=\"" + ORDER + "\"")
                .contains("aria-label=\"Choose order 7K3M-9Q4T\"", "formaction=\"/admin/orders/bulk/ship\"");

        var question = staff.get("/admin/orders/bulk/ship?id=" + ORDER + "&id=" + OTHER + "&id=" + ORDER);

        assertThat(question.body())
                .contains("Mark 1 order as shipped?", "7K3M-9Q4T, €25.00")
                .contains("2222-3333 is left out: it cannot be shipped, its status is Pending.")
                .contains("name=\"id\" value=\"" + ORDER + "\"")
                .doesNotContain("name=\"id\" value=\"" + OTHER + "\"");
        assertThat(shop.received("PATCH", "/api/orders/" + ORDER)).isEmpty();

        var done = staff.post("/admin/orders/bulk/ship", hidden(question));
        assertThat(done.headers().firstValue("Location")).hasValue("/admin/orders?notice=desk-bulk-shipped");
        assertThat(shop.received("PATCH", "/api/orders/" + ORDER)).hasSize(1);
    }

    @Test
    void whatIsRefusedOfSeveralIsSaidBesideItsLineAndStopsNoOther() {
        shop.on(
                "GET /api/orders/" + OTHER,
                200,
                order("CONFIRMED", "PAID", "\"SHIPPED\"")
                        .replace(ORDER.toString(), OTHER.toString())
                        .replace("7K3M-9Q4T", "2222-3333"));
        shop.problem("PATCH /api/orders/" + ORDER, 409, "illegal_transition", "");
        shop.on("PATCH /api/orders/" + OTHER, 200, order("SHIPPED", "PAID", ""));

        var report = staff.post("/admin/orders/bulk/ship?id=" + ORDER + "&id=" + OTHER, Map.of());

        assertThat(report.statusCode()).isEqualTo(422);
        assertThat(report.body())
                .contains("1 of 2 done", "words of the service", "7K3M-9Q4T", "2222-3333", "Failed", "Succeeded");
        assertThat(shop.received("PATCH", "/api/orders/" + OTHER)).hasSize(1);

        shop.problem("PATCH /api/orders/" + OTHER, 503, "service_unavailable", "");
        assertThat(staff.post("/admin/orders/bulk/ship?id=" + ORDER + "&id=" + OTHER, Map.of())
                        .body())
                .contains("0 of 2 done", "Whether it was done is not known.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders/bulk/ship", "products/bulk/archive", "products/bulk/category", "stock/bulk/adjust"})
    void whoChoosesNothingIsAskedToChoose(String path) {
        var page = staff.get("/admin/" + path);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("Nothing to do", "Choose rows of the list first.")
                .doesNotContain("button danger");
        assertThat(staff.get("/admin/" + path + "?id=nonsense").statusCode()).isIn(400, 404);
        assertThat(nobody.with("Authorization", TestTokens.user(ADA))
                        .post("/admin/" + path + "?id=" + MUG, Map.of())
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void severalProductsAreArchivedAndComeBackByOneClick() {
        shop.on("DELETE /api/products/" + MUG, 204, "");
        shop.on("POST /api/products/" + MUG + "/restore", 200, Samples.product("Blue mug", "A mug.", 9));
        var question = staff.get("/admin/products/bulk/archive?id=" + MUG);
        assertThat(question.body()).contains("Archive 1 product?", "Blue mug (");

        var done = staff.post("/admin/products/bulk/archive", hidden(question));

        var next = done.headers().firstValue("Location").orElseThrow();
        assertThat(next).startsWith("/admin/products?undo=").endsWith("&notice=desk-bulk-archived");
        var undone = undo(done);
        assertThat(undone.headers().firstValue("Location")).hasValue("/admin/products/" + MUG + "?notice=desk-undone");
        assertThat(undone.headers().firstValue("Set-Cookie"))
                .hasValueSatisfying(
                        cookie -> assertThat(cookie).startsWith("undo=;").contains("Max-Age=0"));
        assertThat(shop.received("POST", "/api/products/" + MUG + "/restore")).hasSize(1);
    }

    @Test
    void severalProductsAreAddedToACategoryBesideTheirOthers() {
        shop.on("PATCH /api/products/" + MUG, 200, Samples.product("Blue mug", "A mug.", 9));
        shop.on(
                "GET /api/categories",
                200,
                "{\"items\": [{\"id\": \"" + JOB
                        + "\", \"slug\": \"gifts\", \"name\": \"Gifts\", \"path\": [\"gifts\"], \"version\": 1}]}");
        var question = staff.get("/admin/products/bulk/category?id=" + MUG);
        assertThat(question.body()).contains("Add 1 product to a category?", "<option value=\"gifts\">Gifts</option>");

        var fields = hidden(question);
        fields.put("category", "gifts");
        assertThat(staff.post("/admin/products/bulk/category", fields).headers().firstValue("Location"))
                .hasValue("/admin/products?notice=desk-bulk-categorized");
        assertThat(shop.received("PATCH", "/api/products/" + MUG).getLast().body())
                .contains("\"gifts\"");
    }

    @Test
    void severalStocksAreAdjustedTogetherAndBackByOneClick() {
        shop.on("GET /api/inventory", 200, stocks());
        shop.on("PATCH /api/inventory/" + MUG, 200, stock());
        shop.on("PATCH /api/inventory/" + OTHER, 200, stock());
        var path = "/admin/stock/bulk/adjust";
        var question = staff.get(path + "?id=" + MUG + "&id=" + OTHER);
        assertThat(question.body())
                .contains("Adjust the stock of 2 products?", "MUG-BLUE: 7 available", "PLATE: 0 available");

        var form = "?id=" + MUG + "&id=" + OTHER;
        var fields = hidden(question);
        fields.remove("id");
        fields.putAll(Map.of("delta", "lots", "reason", "counted"));
        var mistake = staff.post(path + form, fields);
        assertThat(mistake.statusCode()).isEqualTo(422);
        assertThat(mistake.body())
                .contains("Write a whole number other than 0.", "value=\"lots\"", ">counted</textarea>");
        assertThat(shop.received("PATCH", "/api/inventory/" + MUG)).isEmpty();

        fields.put("delta", "-2");
        var done = staff.post(path + form, fields);
        staff.post(path + form, fields);

        assertThat(done.headers().firstValue("Location").orElseThrow())
                .startsWith("/admin/stock?undo=")
                .endsWith("&notice=desk-bulk-adjusted");
        for (var product : List.of(MUG, OTHER)) {
            var sent = shop.received("PATCH", "/api/inventory/" + product);
            assertThat(sent.getFirst().body()).contains("-2", "counted");
            assertThat(sent.get(1).header("Idempotency-Key"))
                    .as("a second click")
                    .isEqualTo(sent.getFirst().header("Idempotency-Key"));
        }
        assertThat(undo(done).headers().firstValue("Location")).hasValue("/admin/stock?notice=desk-undone");
        assertThat(shop.received("PATCH", "/api/inventory/" + OTHER).getLast().body())
                .contains("\"delta\":2", "Undo of the adjustment by -2");
    }

    @Test
    void aStockThatCannotBeAdjustedIsNamedAndOnlyTheOthersComeBack() {
        shop.on("GET /api/inventory", 200, stocks());
        shop.on("PATCH /api/inventory/" + MUG, 200, stock());
        shop.problem("PATCH /api/inventory/" + OTHER, 409, "insufficient_stock", "");

        var report = staff.post(
                "/admin/stock/bulk/adjust?id=" + MUG + "&id=" + OTHER,
                Map.of("delta", "-2", "reason", "broken", "key", "k2"));

        assertThat(report.statusCode()).isEqualTo(422);
        assertThat(report.body()).contains("1 of 2 done", "PLATE", "Failed", "action=\"/admin/undo?key=");
        var cookie = report.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains(MUG.toString()).doesNotContain(OTHER.toString());
    }

    // Undo

    @Test
    void anAdjustmentIsUndoneByTheOppositeOneUnderOneKey() {
        shop.on("PATCH /api/inventory/" + MUG, 200, stock());
        var done = staff.post("/admin/stock/" + MUG, Map.of("delta", "-5", "reason", "broken", "key", "k1"));

        undo(done);
        undo(done);

        var sent = shop.received("PATCH", "/api/inventory/" + MUG);
        assertThat(sent).hasSize(3);
        assertThat(JsonMapper.shared()
                        .readTree(sent.get(1).body())
                        .path("delta")
                        .asLong())
                .isEqualTo(5);
        assertThat(sent.get(1).body()).contains("Undo of the adjustment by -5");
        assertThat(sent.get(2).header("Idempotency-Key"))
                .as("a second click")
                .isEqualTo(sent.get(1).header("Idempotency-Key"))
                .isNotEqualTo("k1");
    }

    @ParameterizedTest
    @CsvSource({
        "grant-admin,  PUT, roles,  USER]",
        "revoke-admin, PUT, roles,  ADMIN",
        "disable,      PUT, status, ACTIVE",
        "enable,       PUT, status, DISABLED"
    })
    void whatWasDoneToAnAccountIsUndone(String deed, String method, String what, String undone) {
        var path = "/api/users/" + ADA + "/" + what;
        shop.on(method + " " + path, 200, account("[\"USER\"]"));
        var done = staff.post("/admin/customers/" + ADA + "/" + deed, Map.of());

        assertThat(undo(done).headers().firstValue("Location"))
                .hasValue("/admin/customers/" + ADA + "?notice=desk-undone");

        assertThat(shop.received(method, path)).hasSize(2);
        assertThat(shop.received(method, path).getLast().body().replace("\"", ""))
                .contains(undone);
    }

    @Test
    void anAddressAloneOffersToUndoNothing() {
        var key = UUID.randomUUID().toString();

        assertThat(staff.get("/admin/customers/" + ADA + "?notice=desk-account&undo=" + key)
                        .body())
                .contains("The account is changed.")
                .doesNotContain("/admin/undo");
        assertThat(staff.get("/admin/customers/" + ADA + "?notice=desk-account&undo=")
                        .body())
                .doesNotContain("/admin/undo");
        for (var cookie : new String[] {
            "", "undo=", "undo=other.grant." + ADA, "undo=" + key + ".nonsense", "undo=" + key + ".grant.x"
        }) {
            var answer = staffWith(cookie).post("/admin/undo", Map.of("key", key));
            assertThat(answer.statusCode()).as(cookie).isEqualTo(410);
            assertThat(answer.body()).contains("This can no longer be undone");
        }
        assertThat(shop.received("PUT", "/api/users/" + ADA + "/roles")).isEmpty();
    }

    private Browser staffWith(String cookie) {
        return nobody.with("Authorization", TestTokens.admin(CHIEF))
                .with("Cookie", "XSRF-TOKEN=token-of-the-form; " + cookie);
    }

    /** Clicks on the button in the message that says that it is done. */
    private HttpResponse<String> undo(HttpResponse<String> done) {
        var cookie = done.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/admin", "Max-Age=600");
        var again = staffWith(cookie.replaceFirst(";.*", ""));
        var page = again.get(done.headers().firstValue("Location").orElseThrow());
        assertThat(page.body()).contains("action=\"/admin/undo\"", ">Undo</button>");
        assertThat(page.body()).contains("name=\"_xsrf\" value=\"token-of-the-form\"");
        // The page may have a form of its own with a key; the first is that of the message.
        var key = page.body().replaceFirst("(?s).*?action=\"/admin/undo\".*?name=\"key\" value=\"([^\"]+)\".*", "$1");
        return again.post("/admin/undo", Map.of("_xsrf", "token-of-the-form", "key", key));
    }

    private static Map<String, String> hidden(HttpResponse<String> page) {
        var fields = new HashMap<String, String>();
        var matcher = HIDDEN.matcher(page.body());
        while (matcher.find()) {
            fields.put(matcher.group(1), matcher.group(2).replace("&quot;", "\""));
        }
        return fields;
    }

    private static String page(String item) {
        return "{\"items\": [%s], \"page\": 0, \"size\": 25, \"totalItems\": %d, \"totalPages\": 1}"
                .formatted(item, item.isEmpty() ? 0 : 1);
    }

    private static String order(String status, String payment, String transitions) {
        return """
                {"id": "%s", "number": "7K3M-9Q4T", "userId": "%s", "status": "%s", "paymentStatus": "%s", "fulfillmentStatus": "NONE",
                 "items": [{"productId": "%s", "sku": "MUG-BLUE", "name": "Blue mug", "quantity": 2, "unitPrice": {"amountMinor": 1250, "currency": "EUR"},
                            "lineTotal": {"amountMinor": 2500, "currency": "EUR"}}],
                 "total": {"amountMinor": 2500, "currency": "EUR"},
                 "shippingAddress": {"name": "Ada", "line1": "1 Row", "city": "London", "postalCode": "N1", "country": "GB"},
                 "allowedTransitions": [%s], "version": 4, "createdAt": "2026-11-28T10:00:00Z"}""".formatted(ORDER, ADA, status, payment, MUG, transitions);
    }

    private static final String TIMELINE = """
            {"items": [{"at": "2026-11-28T10:00:00Z", "status": "PENDING", "paymentStatus": "UNPAID", "fulfillmentStatus": "NONE"}],
             "events": [], "notifications": [{"kind": "ORDER_CONFIRMED", "createdAt": "2026-11-28T10:00:02Z"}],
             "payments": [{"paymentId": "019aa5f0-7a00-7000-8000-000000000004", "attempt": 1, "method": "card", "status": "PAID",
                           "amount": {"amountMinor": 2500, "currency": "EUR"}, "createdAt": "2026-11-28T10:01:00Z", "changedAt": "2026-11-28T10:01:05Z"}],
             "unavailable": []}""";

    private static String payment(String status) {
        return """
                {"id": "%s", "orderId": "%s", "status": "%s", "amount": {"amountMinor": 2500, "currency": "EUR"},
                 "refunded": {"amountMinor": 0, "currency": "EUR"}, "method": "card", "provider": "stripe", "version": 2,
                 "disputes": [], "createdAt": "2026-11-28T10:01:00Z", "changedAt": "2026-11-28T10:01:05Z"}""".formatted(PAYMENT, ORDER, status);
    }

    private static String refund(long minor) {
        return """
                {"id": "019aa5f0-7a00-7000-8000-0000000000e1", "paymentId": "%s", "orderId": "%s", "amount": {"amountMinor": %d, "currency": "EUR"},
                 "status": "PENDING", "createdAt": "2026-11-28T11:00:00Z"}""".formatted(PAYMENT, ORDER, minor);
    }

    private static String summary() {
        return """
                {"from": "2026-11-23", "to": "2026-11-29", "at": "2026-11-29T10:00:00Z",
                 "salesByDay": [{"day": "2026-11-28", "currency": "EUR", "orders": 10, "grossMinor": 25000}],
                 "salesByHour": [{"hour": "%s", "currency": "EUR", "orders": 3, "grossMinor": 7500}],
                 "ordersByState": {"PENDING": 2, "CONFIRMED": 8},
                 "stuckOrders": [{"orderId": "%s", "number": "7K3M-9Q4T", "status": "CONFIRMED", "paymentStatus": "PAID",
                                  "since": "2026-11-20T10:00:00Z", "reason": "not_shipped"}],
                 "lowStock": [{"productId": "%s", "sku": "MUG-BLUE", "available": 2}], "unavailable": []}""".formatted(Instant.now().truncatedTo(ChronoUnit.HOURS), ORDER, MUG);
    }

    private static final String DISPUTE = """
            {"orderId": "%s", "paymentId": "%s", "dispute": {"id": "019aa5f0-7a00-7000-8000-0000000000e2", "providerRef": "dp_1",
             "amount": {"amountMinor": 2500, "currency": "EUR"}, "reason": "fraudulent", "state": "NEEDS_RESPONSE",
             "evidenceDue": "2026-12-12T12:00:00Z", "withdrawn": true, "reinstated": false, "openedAt": "2026-11-29T09:00:00Z",
             "changedAt": "2026-11-29T09:00:00Z"}}""".formatted(ORDER, PAYMENT);

    private static String drift(String state) {
        return """
                {"id": "%s", "kind": "captured_for_dead_order", "state": "%s", "orderId": "%s", "paymentId": "%s",
                 "expected": {"amountMinor": 2500, "currency": "EUR"}, "found": {"amountMinor": 0, "currency": "EUR"},
                 "detail": "paid, but the order is cancelled", "since": "2026-11-28T10:00:00Z", "firstSeen": "2026-11-28T10:15:00Z",
                 "lastSeen": "2026-11-29T10:15:00Z", "repair": {"kind": "give_back", "automatic": true, "tries": 1, "done": false}}""".formatted(DRIFT, state, ORDER, PAYMENT);
    }

    private static String reconciliation(String drift) {
        return """
                {"run": {"number": 7, "startedAt": "2026-11-29T10:00:00Z", "endedAt": "2026-11-29T10:00:01Z", "from": "2026-11-01T00:00:00Z",
                         "compared": {}, "partial": false, "unavailable": []}, "nextAt": "2026-11-29T10:15:00Z", "drifts": %s}""".formatted(page(drift));
    }

    private static String letter(String state) {
        return """
                {"id": "%s", "topic": "order_placed", "partition": 3, "offset": 42, "key": "k", "consumerGroup": "payment-service.order_placed",
                 "exception": "shop.payment.NoSuchOrder", "failedAt": "2026-11-29T09:00:00Z", "size": 400, "state": "%s", "actions": []}""".formatted(LETTER, state);
    }

    private static final String OUTBOX = """
            {"items": [{"service": "order-service", "instance": "10.0.0.1:8085", "pending": 3, "oldestAt": "2026-11-29T10:00:00Z", "parked": 2}],
             "unavailable": []}""";

    private static final String PARKED = """
            {"items": [{"service": "order-service", "id": "019aa5f0-7a00-7000-8000-0000000000f1", "topic": "order_status",
                        "key": "019aa5f0-7a00-7000-8000-000000000003", "error": "record too large", "parkedAt": "2026-11-29T10:00:00Z", "size": 9}],
             "unavailable": []}""";

    private static final String CONSUMERS = """
            {"items": [{"group": "cart-service.order_status", "state": "STABLE", "members": 1, "lag": 17, "topics": []}]}""";

    private static String stocks() {
        return "{\"items\": [" + stock() + """
                , {"productId": "%s", "sku": "PLATE", "available": 0, "onHand": 0, "held": 0, "version": 1}]}""".formatted(OTHER);
    }

    private static String stock() {
        return """
                {"productId": "%s", "sku": "MUG-BLUE", "available": 7, "onHand": 9, "held": 2, "version": 5}""".formatted(MUG);
    }

    private static final String AUDIT = """
            {"items": [{"id": "019aa5f0-7a00-7000-8000-0000000000ab", "at": "2026-11-29T09:00:00Z", "service": "user-service", "actor": "%1$s",
             "action": "account.roles_changed", "objectType": "account", "objectId": "%1$s", "details": {"now": "USER ADMIN"}, "outcome": "DONE"},
             {"id": "019aa5f0-7a00-7000-8000-0000000000aa", "at": "2026-11-29T08:00:00Z", "service": "user-service", "actor": "%1$s",
             "action": "account.disabled", "objectType": "account", "objectId": "%1$s", "details": {}, "outcome": "UNKNOWN"}],
             "unavailable": ["order-service"], "next": "019aa5f0-7a00-7000-8000-0000000000aa"}""".formatted(ADA);
    private static final String MOVEMENT = """
            {"version": 5, "kind": "ADJUSTED", "onHandChange": 5, "heldChange": 0, "reason": "counted anew", "at": "2026-11-29T09:00:00Z"}""";

    private static String account(String roles) {
        return """
                {"id": "%s", "email": "ada@example.org", "name": "Ada", "roles": %s, "status": "ACTIVE", "createdAt": "2026-01-01T00:00:00Z"}""".formatted(ADA, roles);
    }

    private static String job(String state, int errors) {
        return """
                {"id": "%s", "state": "%s", "format": "CSV", "lines": 10, "accepted": 9, "created": 9, "updated": 0, "unchanged": 0, "rejected": 1,
                 "bytesRead": 500, "bytesTotal": 1000, "createdAt": "2026-11-29T09:00:00Z", "errorsTotal": %d,
                 "errors": [{"line": 4, "sku": "X", "field": "price", "code": "invalid", "message": "must be positive"}]}""".formatted(JOB, state, errors);
    }

    private static final String REVIEW = """
            {"orderId": "019aa5f0-7a00-7000-8000-000000000003", "number": "7K3M-9Q4T", "userId": "019aa5f0-7a00-7000-8000-000000000001",
             "resumes": "CONFIRMED", "total": {"amountMinor": 2500, "currency": "EUR"}, "heldSince": "2026-11-29T09:00:00Z",
             "decideUntil": "2026-12-01T09:00:00Z", "risk": {"moment": "PLACED", "score": 0.9347, "model": "fraud-v1", "held": true,
             "reasons": [{"code": "of_tomorrow", "text": "a rule of tomorrow"},
                         {"code": "address_accounts", "text": "other accounts", "count": 7, "contribution": 0.95}]}}""";
}
