package shop.local.stripe;

import static shop.local.http.ToolPage.escaped;
import static shop.local.http.ToolPage.frame;
import static shop.local.stripe.Store.Kind.PAYMENT_INTENT;

import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Currency;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What a person sees of the sandbox: the hosted payment page, the 3-D Secure page, and the list of recent payments. */
final class Pages {

    private static final int RECENT = 30;

    private final Store store;
    private final PaymentIntents intents;
    private final CheckoutSessions sessions;
    private final Webhooks webhooks;

    Pages(Store store, PaymentIntents intents, CheckoutSessions sessions, Webhooks webhooks) {
        this.store = store;
        this.intents = intents;
        this.sessions = sessions;
        this.webhooks = webhooks;
    }

    /** @param redirect where to send the browser instead of showing the page */
    record Page(int status, String html, Optional<String> redirect) {

        static Page of(String title, String body) {
            return new Page(200, frame(title, body), Optional.empty());
        }

        static Page to(String url) {
            return new Page(303, "", Optional.of(url));
        }
    }

    Page checkout(String id) {
        return store.change(change -> checkout(sessions.find(change, id), ""));
    }

    private static Page checkout(ObjectNode session, String notice) {
        var title = "Pay " + amount(session.path("amount_total").asLong(), session);
        if (!CheckoutSessions.isOpen(session)) {
            return Page.of("Checkout", "<h1>This checkout is " + escaped(PaymentIntents.status(session)) + ".</h1>");
        }
        var cards = new StringBuilder();
        for (var card : TestCard.ALL) {
            cards.append("<option value=\"")
                    .append(card.number())
                    .append("\">")
                    .append(card.number().replaceAll("(.{4})(?=.)", "$1 "))
                    .append(" &ndash; ")
                    .append(card.label())
                    .append("</option>");
        }
        var lines = new StringBuilder("<table><caption>"
                + escaped(session.path("_intent_description").asString("What you pay for"))
                + "</caption><tr><th scope=\"col\">What</th>"
                + "<th scope=\"col\" class=\"figure\">Quantity</th><th scope=\"col\" class=\"figure\">Sum</th></tr>");
        session.path("_lines")
                .forEach(line -> lines.append("<tr><td>")
                        .append(escaped(line.path("name").asString()))
                        .append("</td><td class=\"figure\">")
                        .append(line.path("quantity").asLong())
                        .append("</td><td class=\"figure\">")
                        .append(amount(line.path("sum").asLong(), session))
                        .append("</td></tr>"));
        lines.append("<tr><th scope=\"row\">Total</th><td></td><td class=\"figure\"><b>")
                .append(amount(session.path("amount_total").asLong(), session))
                .append("</b></td></tr></table>");
        // Said in full: the page is also what somebody sees who comes back from the bank.
        var form = "<form method=\"post\" action=\"/c/pay/"
                + encoded(session.path("id").asString())
                + "\"><p><label for=\"card\">Test card</label><br><select id=\"card\" name=\"card\">" + cards
                + "</select></p><p><button class=\"main\" name=\"action\" value=\"pay\">Pay</button> "
                + "<button name=\"action\" value=\"decline\">Decline</button> "
                + "<button name=\"action\" value=\"cancel\">Cancel</button></p></form>";
        return Page.of(
                title,
                "<h1>" + title + "</h1>"
                        + "<p>A stand-in for the payment provider. No money moves.</p>"
                        + (notice.isEmpty() ? "" : "<p class=\"notice\" role=\"alert\">" + escaped(notice) + "</p>")
                        + lines + form);
    }

    Page pay(String id, Params form) {
        return store.change(change -> {
            var session = sessions.find(change, id);
            if (!CheckoutSessions.isOpen(session)) {
                return checkout(session, "");
            }
            return switch (form.required("action")) {
                case "cancel" ->
                    Optional.of(session.path("cancel_url").asString())
                            .filter(url -> !url.isEmpty())
                            .map(Page::to)
                            .orElseGet(() -> checkout(session, "The shop named no page to go back to."));
                case "decline" -> tried(session, sessions.pay(change, session, TestCard.DECLINED));
                case "pay" -> {
                    var number =
                            form.text("card").orElse(TestCard.VISA.number()).replace(" ", "");
                    var card = TestCard.ofNumber(number)
                            .orElseThrow(() -> StripeRefusal.invalid(
                                    "incorrect_number", "This is none of the test cards.", "card"));
                    yield tried(session, sessions.pay(change, session, card));
                }
                default -> throw StripeRefusal.invalid(null, "Choose pay, decline or cancel.", "action");
            };
        });
    }

    private static Page tried(ObjectNode session, PaymentIntents.Result result) {
        if (result.error().isPresent()) {
            return checkout(session, result.error().get().path("message").asString());
        }
        var action = result.intent().path("next_action").path("redirect_to_url").path("url");
        return action.isString() ? Page.to(action.asString()) : backToShop(session);
    }

    Page threeDSecure(String intentId) {
        return store.change(change -> {
            var intent = intents.find(change, intentId);
            var title = "Confirm " + amount(intent.path("amount").asLong(), intent);
            if (!PaymentIntents.status(intent).equals("requires_action")) {
                return Page.of(title, "<h1>There is nothing to confirm.</h1>");
            }
            return Page.of(
                    title,
                    "<h1>3-D Secure</h1><p>Your bank asks whether you want to pay "
                            + amount(intent.path("amount").asLong(), intent)
                            + ".</p><form method=\"post\"><button name=\"action\" value=\"complete\">Complete</button> "
                            + "<button name=\"action\" value=\"fail\">Fail</button></form>");
        });
    }

    Page authenticate(String intentId, Params form) {
        return store.change(change -> {
            var action = form.required("action");
            if (!action.equals("complete") && !action.equals("fail")) {
                throw StripeRefusal.invalid(null, "Choose complete or fail.", "action");
            }
            var intent = intents.find(change, intentId);
            var returnUrl = intent.path("next_action")
                    .path("redirect_to_url")
                    .path("return_url")
                    .asString();
            var result = intents.authenticate(change, intent, action.equals("complete"));
            var session =
                    change.find(Store.Kind.SESSION, intent.path("_session").asString());
            if (session.isPresent()) {
                sessions.completeIfPaid(change, session.get(), result.intent());
                return tried(session.get(), result);
            }
            if (returnUrl.isEmpty()) {
                return Page.of("Done", "<h1>Done. You can go back to the shop.</h1>");
            }
            return Page.to(returnUrl + (returnUrl.contains("?") ? "&" : "?")
                    + "payment_intent=" + encoded(intentId)
                    + "&payment_intent_client_secret="
                    + encoded(intent.path("client_secret").asString())
                    + "&redirect_status=" + (result.error().isPresent() ? "failed" : "succeeded"));
        });
    }

    private static Page backToShop(ObjectNode session) {
        var url = CheckoutSessions.successUrl(session);
        return url == null ? Page.of("Paid", "<h1>Paid. You can go back to the shop.</h1>") : Page.to(url);
    }

    Page home(Modes modes) {
        return store.change(change -> {
            var rows = new StringBuilder();
            change.newestFirst(PAYMENT_INTENT)
                    .limit(RECENT)
                    .forEach(intent -> rows.append("<tr><td>")
                            .append(escaped(intent.path("id").asString()))
                            .append("</td><td>")
                            .append(amount(intent.path("amount").asLong(), intent))
                            .append("</td><td>")
                            .append(escaped(PaymentIntents.status(intent)))
                            .append("</td><td>")
                            .append(escaped(PaymentIntents.orderOf(intent)))
                            .append("</td></tr>"));
            return Page.of(
                    "Stripe sandbox",
                    "<h1>Stripe sandbox</h1><p>A stand-in for Stripe on this machine. No money moves.</p>"
                            + "<h2>Recent payments</h2><table><tr><th>Payment</th><th>Amount</th><th>Status</th>"
                            + "<th>Order</th></tr>" + rows + "</table>"
                            + "<h2>Failure modes</h2><pre>"
                            + escaped(
                                    Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(modes.toJson()))
                            + "</pre><p>Switch them with <code>PUT /sandbox/modes</code>, for one payment with "
                            + "<code>PUT /sandbox/modes/{id of the payment, session or order}</code>. Money per currency and order: "
                            + "<a href=\"/sandbox/summary\">/sandbox/summary</a>.</p><h2>Webhooks</h2><pre>"
                            + escaped(webhooks.counts().toString()) + "</pre>");
        });
    }

    static Page refused(StripeRefusal refusal) {
        return new Page(
                refusal.status(),
                frame("Not possible", "<h1>" + escaped(String.valueOf(refusal.getMessage())) + "</h1>"),
                Optional.empty());
    }

    private static String amount(long minor, ObjectNode object) {
        var code = object.path("currency").asString().toUpperCase(Locale.ROOT);
        var digits = Math.max(0, Currency.getInstance(code).getDefaultFractionDigits());
        return BigDecimal.valueOf(minor, digits).toPlainString() + " " + code;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
