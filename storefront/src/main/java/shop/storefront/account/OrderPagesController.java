package shop.storefront.account;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import shop.http.query.AcceptsQuery;
import shop.sdk.Orders;
import shop.sdk.Payments;
import shop.sdk.ProblemException;
import shop.sdk.ShopApiException;
import shop.storefront.browse.Paths;
import shop.storefront.browse.Picture;
import shop.storefront.shell.Badge;
import shop.storefront.shell.Countries;
import shop.storefront.shell.Format;
import shop.storefront.shell.Pages;
import shop.storefront.shell.Paging;
import shop.storefront.shell.Redirects;
import shop.storefront.shell.Texts;
import shop.storefront.shell.TimelineStep;
import shop.storefront.shell.Visitor;

/** The visitor's orders, and paying and cancelling them. */
@Controller
class OrderPagesController {

    private static final String ORDERS = "/account/orders";
    private static final int PAGE = 10;
    private static final int DEEPEST_PAGE = 900;
    private static final Pattern KEY = Pattern.compile("[0-9a-f-]{36}");

    private final TimeBasedEpochGenerator keys = Generators.timeBasedEpochGenerator();
    private final Pages pages;

    OrderPagesController(Pages pages) {
        this.pages = pages;
    }

    record OrdersView(List<Row> orders, Paging paging) {}

    record Row(String number, String href, String date, String total, Badge badge, String what) {}

    /**
     * An order as its buyer sees it.
     *
     * @param sentence what happens now
     * @param next what to do after a payment that did not go through
     * @param waiting whether the page is worth looking at again soon
     * @param heldUntil until when the goods are held, in ISO 8601, while they wait for the money
     * @param key for the forms of this page
     */
    record OrderView(
            UUID id,
            String number,
            Badge badge,
            String sentence,
            @Nullable String next,
            boolean waiting,
            boolean payable,
            boolean cancellable,
            @Nullable String heldUntil,
            @Nullable String heldUntilText,
            List<Line> lines,
            String total,
            List<String> address,
            List<TimelineStep> steps,
            String key) {}

    record Line(String name, String href, Picture picture, int quantity, String unitPrice, String total) {}

    record PayingView(String number, String total, @Nullable String url, String order) {}

    @AcceptsQuery("*")
    @GetMapping(ORDERS)
    ModelAndView list(@RequestParam(defaultValue = "1") int page, Visitor visitor) {
        visitor.requireSignedIn();
        var texts = pages.texts(visitor);
        var format = pages.format(visitor);
        var filter = new Orders.Filter(null, visitor.id(), null, null, null);
        var found = visitor.shop().orders().list(filter, null, Math.clamp(page - 1L, 0, DEEPEST_PAGE), PAGE);
        var rows = new ArrayList<Row>();
        found.items()
                .forEach(order -> rows.add(new Row(
                        order.number(),
                        ORDERS + "/" + order.id(),
                        format.date(order.createdAt()),
                        format.money(order.total()),
                        badge(order, texts),
                        what(order, texts))));
        var paging = Paging.of(ORDERS, found.page(), Objects.requireNonNullElse(found.totalPages(), 1), texts, format);
        return pages.page(
                "account/orders",
                Pages.About.personal(texts.get("orders.title")),
                new OrdersView(rows, paging),
                visitor);
    }

    @AcceptsQuery("*")
    @GetMapping(ORDERS + "/{id}")
    ModelAndView show(@PathVariable UUID id, Visitor visitor) {
        visitor.requireSignedIn();
        var texts = pages.texts(visitor);
        var format = pages.format(visitor);
        var order = visitor.shop().orders().order(id).body();
        var payment = lastPayment(id, visitor);
        var payable = isPayable(order);
        var reservation = order.reservation();
        var view = new OrderView(
                id,
                order.number(),
                badge(order, texts),
                sentence(order, payment, texts),
                payable ? next(payment, texts) : null,
                order.status().equals("PENDING") || order.paymentStatus().equals("PROCESSING"),
                payable,
                order.allowedTransitions().contains("CANCELLED"),
                payable && reservation != null ? reservation.expiresAt().toString() : null,
                payable && reservation != null ? format.dateTime(reservation.expiresAt()) : null,
                order.items().stream().map(line -> line(line, format)).toList(),
                format.money(order.total()),
                Countries.lines(order.shippingAddress(), visitor.locale()),
                steps(visitor.shop().orders().timeline(id), texts, format),
                keys.generate().toString());
        return pages.page(
                "account/order", Pages.About.personal(texts.get("order.title", order.number())), view, visitor);
    }

    @AcceptsQuery("*")
    @PostMapping(ORDERS + "/{id}/pay")
    ModelAndView pay(@PathVariable UUID id, @RequestParam(defaultValue = "") String key, Visitor visitor) {
        visitor.requireSignedIn();
        try {
            visitor.shop().payments().payOnHostedPage(id, key(key));
            return Redirects.to(ORDERS + "/" + id + "/paying");
        } catch (ProblemException problem) {
            if (problem.isOutage() || problem.isSignedOut() || problem.isNotFound()) {
                throw problem;
            }
            // Paid in another window, or too late: the order's page says what is so now.
            return Redirects.to(ORDERS + "/" + id + "?notice="
                    + (problem.is("too_many_declines") ? "too-many-declines" : "not-payable"));
        }
    }

    /** Leads on to the provider's page: a form itself may only lead to pages of ours. */
    @AcceptsQuery("*")
    @GetMapping(ORDERS + "/{id}/paying")
    ModelAndView paying(@PathVariable UUID id, Visitor visitor) {
        visitor.requireSignedIn();
        var order = visitor.shop().orders().order(id).body();
        var url = visitor.shop().payments().ofOrder(id).items().stream()
                .map(Payments.Payment::checkoutUrl)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        if (url == null || !isPayable(order)) {
            return Redirects.to(ORDERS + "/" + id);
        }
        var texts = pages.texts(visitor);
        var view = new PayingView(order.number(), pages.format(visitor).money(order.total()), url, ORDERS + "/" + id);
        return pages.page("checkout/paying", Pages.About.personal(texts.get("paying.title")), view, visitor);
    }

    @AcceptsQuery("*")
    @PostMapping(ORDERS + "/{id}/cancel")
    ModelAndView cancel(@PathVariable UUID id, @RequestParam(defaultValue = "") String key, Visitor visitor) {
        visitor.requireSignedIn();
        try {
            visitor.shop().orders().cancel(id, null, key(key));
            return Redirects.to(ORDERS + "/" + id + "?notice=cancelled");
        } catch (ProblemException problem) {
            if (problem.status() != HttpStatus.CONFLICT.value()) {
                throw problem;
            }
            return Redirects.to(ORDERS + "/" + id + "?notice=not-cancellable");
        }
    }

    /** A key that is none would be refused by the service; a new one only means that the click counts. */
    private String key(String sent) {
        return KEY.matcher(sent).matches() ? sent : keys.generate().toString();
    }

    private static boolean isPayable(Orders.Order order) {
        return order.status().equals("PENDING") && !order.paymentStatus().equals("PAID");
    }

    private static Payments.@Nullable Payment lastPayment(UUID order, Visitor visitor) {
        try {
            return visitor.shop().payments().ofOrder(order).items().stream()
                    .findFirst()
                    .orElse(null);
        } catch (ShopApiException _) {
            return null; // the order's own state says enough
        }
    }

    private static String sentence(Orders.Order order, Payments.@Nullable Payment payment, Texts texts) {
        if (isPayable(order)) {
            if (payment != null && payment.status().equals("FAILED")) {
                return texts.get("order.sentence.declined");
            }
            if (!order.paymentStatus().equals("PROCESSING")) {
                return texts.get("order.sentence.PENDING");
            }
            // The provider's page stays open after a decline, and after somebody has closed it.
            return texts.get(
                    payment != null && payment.checkoutUrl() != null
                            ? "order.sentence.unfinished"
                            : "order.sentence.PROCESSING");
        }
        var refunded = order.paymentStatus().equals("REFUNDED") ? ".REFUNDED" : "";
        var known = texts.find("order.sentence." + order.status() + refunded);
        return known == null ? Objects.requireNonNullElse(texts.find("order.sentence." + order.status()), "") : known;
    }

    /** Why it did not go through, as far as the buyer can do something about it. */
    private static @Nullable String next(Payments.@Nullable Payment payment, Texts texts) {
        if (payment == null || !payment.status().equals("FAILED")) {
            return null;
        }
        var code = payment.failureCode();
        var known = code == null ? null : texts.find("decline." + code);
        return known == null ? texts.get("decline.other") : known;
    }

    static Badge badge(Orders.Order order, Texts texts) {
        var kind = switch (order.status()) {
            case "CONFIRMED", "DELIVERED" -> "success";
            case "SHIPPED" -> "info";
            case "PENDING", "ON_HOLD" -> "warning";
            default -> "neutral";
        };
        var label = texts.find("order.status." + order.status());
        return new Badge(label == null ? order.status() : label, kind);
    }

    private static String what(Orders.Order order, Texts texts) {
        var first = order.items().getFirst().name();
        var more = order.items().size() - 1;
        return more == 0 ? first : texts.get("orders.and-more", first, more);
    }

    private static Line line(Orders.Line line, Format format) {
        return new Line(
                line.name(),
                Paths.product(line.productId(), line.name()),
                Picture.of(line.name()),
                line.quantity(),
                format.money(line.unitPrice()),
                format.money(line.lineTotal()));
    }

    private static List<TimelineStep> steps(Orders.Timeline timeline, Texts texts, Format format) {
        var steps = new ArrayList<TimelineStep>();
        Orders.Step before = null;
        for (var step : timeline.items()) {
            steps.add(new TimelineStep(
                    format.dateTime(step.at()), step.at().toString(), title(step, before, texts), step.reason()));
            before = step;
        }
        return steps;
    }

    /** A step is named by what changed in it. */
    private static String title(Orders.Step step, Orders.@Nullable Step before, Texts texts) {
        var key = before == null || !before.status().equals(step.status())
                ? "order.step." + step.status()
                : "order.step.payment." + step.paymentStatus();
        var known = texts.find(key);
        return known == null ? step.status() : known;
    }
}
