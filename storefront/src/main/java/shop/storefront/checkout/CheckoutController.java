package shop.storefront.checkout;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import shop.http.query.AcceptsQuery;
import shop.kernel.Money;
import shop.sdk.Accounts;
import shop.sdk.Carts;
import shop.sdk.Orders;
import shop.sdk.ProblemException;
import shop.sdk.ShopApiException;
import shop.storefront.browse.Picture;
import shop.storefront.shell.Countries;
import shop.storefront.shell.Format;
import shop.storefront.shell.Pages;
import shop.storefront.shell.Redirects;
import shop.storefront.shell.Texts;
import shop.storefront.shell.Visitor;

/**
 * One page from the cart to the payment. The form carries the key that makes a second click the same order, and the sum that the buyer
 * has seen.
 */
@Controller
class CheckoutController {

    private static final Logger log = LoggerFactory.getLogger(CheckoutController.class);
    private static final String CHECKOUT = "/checkout";
    private static final Pattern KEY = Pattern.compile("[0-9a-f-]{36}");

    private final TimeBasedEpochGenerator keys = Generators.timeBasedEpochGenerator();
    private final Pages pages;

    CheckoutController(Pages pages) {
        this.pages = pages;
    }

    /**
     * The page.
     *
     * @param chosen the id of an address of the book, or {@code new}
     * @param key makes the order once, however often the form is sent
     * @param expected the sum that is shown, as the form sends it back
     */
    record CheckoutView(
            List<Line> lines,
            String total,
            List<SavedAddress> addresses,
            String chosen,
            AddressForm form,
            List<Countries.Country> countries,
            Map<String, String> errors,
            @Nullable String refusal,
            String key,
            String expected) {}

    /** @param error what is wrong with the line, after the order was refused for it */
    record Line(
            String name,
            Picture picture,
            int quantity,
            String total,
            @Nullable String error) {}

    record SavedAddress(String id, String text) {}

    /** What was typed, kept when the order is refused. */
    record AddressForm(
            String name, String line1, String line2, String city, String postalCode, String country, boolean save) {

        static final AddressForm EMPTY = new AddressForm("", "", "", "", "", "", true);

        Accounts.Address address() {
            return new Accounts.Address(
                    null, name.strip(), line1.strip(), line2.strip(), city.strip(), postalCode.strip(), country);
        }
    }

    @AcceptsQuery("*")
    @GetMapping(CHECKOUT)
    ModelAndView show(Visitor visitor) {
        visitor.requireSignedIn();
        return page(visitor, null, AddressForm.EMPTY, Refusal.NONE, null, HttpStatus.OK);
    }

    @AcceptsQuery("*")
    @PostMapping(CHECKOUT)
    ModelAndView place(
            @RequestParam(defaultValue = "new") String address,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String line1,
            @RequestParam(defaultValue = "") String line2,
            @RequestParam(defaultValue = "") String city,
            @RequestParam(defaultValue = "") String postalCode,
            @RequestParam(defaultValue = "") String country,
            @RequestParam(defaultValue = "false") boolean save,
            @RequestParam(defaultValue = "") String key,
            @RequestParam(defaultValue = "") String expected,
            Visitor visitor) {
        visitor.requireSignedIn();
        var typed = new AddressForm(name, line1, line2, city, postalCode, country, save);
        if (!KEY.matcher(key).matches()) {
            return page(visitor, address, typed, Refusal.NONE, null, HttpStatus.UNPROCESSABLE_CONTENT);
        }
        var saved = savedAddress(address, visitor);
        var texts = pages.texts(visitor);
        var format = pages.format(visitor);
        Orders.Order order;
        try {
            order = visitor.shop()
                    .orders()
                    .placeFromCart(saved == null ? typed.address() : saved, money(expected), key)
                    .body();
        } catch (ProblemException problem) {
            if (problem.isOutage() || problem.isSignedOut()) {
                throw problem;
            }
            // The same key with what was mended would be another request under an old name.
            return page(
                    visitor,
                    address,
                    typed,
                    Refusal.of(problem, texts, format),
                    null,
                    problem.status() == HttpStatus.TOO_MANY_REQUESTS.value()
                            ? HttpStatus.TOO_MANY_REQUESTS
                            : HttpStatus.UNPROCESSABLE_CONTENT);
        }
        if (saved == null && save) {
            keep(typed.address(), key, visitor);
        }
        var orderPage = "/account/orders/" + order.id();
        if (order.status().equals("CONFIRMED")) {
            return Redirects.to(orderPage + "?notice=ordered"); // nothing to pay
        }
        try {
            visitor.shop().payments().payOnHostedPage(order.id(), key);
            return Redirects.to(orderPage + "/paying");
        } catch (ShopApiException later) {
            log.warn("Order {} is placed and not being paid yet: {}", order.id(), later.getMessage());
            return Redirects.to(orderPage + "?notice=ordered-unpaid");
        }
    }

    /** Where the provider's page leads back to. What the address says is a hint: the order is asked. */
    @AcceptsQuery("*")
    @GetMapping(CHECKOUT + "/return")
    ModelAndView comeBack(
            @RequestParam(required = false) @Nullable UUID orderId,
            @RequestParam(defaultValue = "") String status,
            Visitor visitor) {
        visitor.requireSignedIn();
        if (orderId == null) {
            return Redirects.to("/account/orders");
        }
        var notice = switch (status) {
            case "PAID" -> "?notice=paid";
            case "FAILED" -> "?notice=declined";
            case "CANCELLED" -> "?notice=payment-cancelled";
            default -> "";
        };
        return Redirects.to("/account/orders/" + orderId + notice);
    }

    /** What is wrong, with the form, a field or a line of the cart. */
    private record Refusal(@Nullable String text, Map<String, String> fields, Map<UUID, String> lines) {

        static final Refusal NONE = new Refusal(null, Map.of(), Map.of());

        static Refusal of(ProblemException problem, Texts texts, Format format) {
            var fields = new LinkedHashMap<String, String>();
            for (var error : problem.errors()) {
                fields.putIfAbsent(error.field().replace("shippingAddress.", ""), texts.fieldError(error));
            }
            var lines = new LinkedHashMap<UUID, String>();
            for (var shortage : problem.member("shortages")) {
                lines.put(
                        UUID.fromString(shortage.path("productId").asString()),
                        texts.get(
                                "checkout.short",
                                format.number(shortage.path("available").asLong(0))));
            }
            var text = switch (problem.code()) {
                case "price_changed" ->
                    texts.get(
                            "checkout.price-changed",
                            amount(problem, "expected", format),
                            amount(problem, "actual", format));
                case "insufficient_stock" -> texts.get("checkout.stock-changed");
                default -> fields.isEmpty() ? texts.refusal(problem) : null;
            };
            return new Refusal(text, fields, lines);
        }

        private static String amount(ProblemException problem, String name, Format format) {
            var money = problem.member(name);
            return format.money(Money.of(
                    money.path("amountMinor").asLong(0), money.path("currency").asString("EUR")));
        }
    }

    private ModelAndView page(
            Visitor visitor,
            @Nullable String chosen,
            AddressForm typed,
            Refusal refusal,
            @Nullable String key,
            HttpStatus status) {
        var cart = visitor.take(visitor.shop().cart().get());
        if (cart.items().isEmpty()) {
            return Redirects.to("/cart");
        }
        var texts = pages.texts(visitor);
        var format = pages.format(visitor);
        var lines = new ArrayList<Line>();
        for (var item : cart.items()) {
            lines.add(new Line(
                    item.name(),
                    Picture.of(item.name()),
                    item.quantity(),
                    format.money(item.lineTotal()),
                    refusal.lines().getOrDefault(item.productId(), notice(item, texts))));
        }
        var book = visitor.shop().accounts().addresses();
        var addresses = book.stream()
                .map(address ->
                        new SavedAddress(String.valueOf(address.id()), Countries.oneLine(address, visitor.locale())))
                .toList();
        var total = cart.total();
        var view = new CheckoutView(
                lines,
                format.money(total),
                addresses,
                chosen != null
                        ? chosen
                        : addresses.isEmpty() ? "new" : addresses.getFirst().id(),
                typed,
                Countries.all(visitor.locale()),
                refusal.fields(),
                refusal.text(),
                Objects.requireNonNullElseGet(key, () -> keys.generate().toString()),
                total.amountMinor() + " " + total.currency().getCurrencyCode());
        return pages.page(
                "checkout/checkout", Pages.About.personal(texts.get("checkout.title")), view, visitor, status);
    }

    private static @Nullable String notice(Carts.Item item, Texts texts) {
        return item.notices().stream()
                .filter(notice ->
                        notice.code().equals("out_of_stock") || notice.code().equals("product_unavailable"))
                .findFirst()
                .map(_ -> texts.get("checkout.gone"))
                .orElse(null);
    }

    private static Accounts.@Nullable Address savedAddress(String id, Visitor visitor) {
        return visitor.shop().accounts().addresses().stream()
                .filter(address -> String.valueOf(address.id()).equals(id))
                .findFirst()
                .orElse(null);
    }

    /** An order is not refused for the want of it. */
    private static void keep(Accounts.Address address, String key, Visitor visitor) {
        try {
            visitor.shop().accounts().addAddress(address, key);
        } catch (ShopApiException refusal) {
            log.info("An address is not kept: {}", refusal.getMessage());
        }
    }

    /** What this page wrote into the form; anything else is a sum that nobody has seen, and no order costs. */
    private static Money money(String text) {
        var parts = text.split(" ", -1);
        try {
            return Money.of(Long.parseLong(parts[0]), parts[parts.length - 1]);
        } catch (IllegalArgumentException _) {
            return Money.of(0, "EUR");
        }
    }
}
