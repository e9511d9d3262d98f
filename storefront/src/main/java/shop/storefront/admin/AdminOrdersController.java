package shop.storefront.admin;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import shop.http.query.AcceptsQuery;
import shop.sdk.Orders;
import shop.sdk.PageOf;
import shop.sdk.Payments;
import shop.sdk.ProblemException;
import shop.sdk.ShopApiException;
import shop.storefront.admin.Confirmation.Hidden;
import shop.storefront.admin.Confirmation.Reason;
import shop.storefront.admin.Table.Paging;
import shop.storefront.admin.Views.Action;
import shop.storefront.admin.Views.Chip;
import shop.storefront.admin.Views.DetailView;
import shop.storefront.admin.Views.Fact;
import shop.storefront.admin.Views.Input;
import shop.storefront.admin.Views.Link;
import shop.storefront.admin.Views.ListView;
import shop.storefront.admin.Views.Option;
import shop.storefront.admin.Views.Search;
import shop.storefront.admin.Views.Step;
import shop.storefront.shell.Visitor;

/** Orders: found by number, e-mail, state and time; seen with all that happened to them; cancelled, sent, delivered. */
@Controller
class AdminOrdersController {

    private static final String PATH = "/admin/orders";
    private static final int ROWS = 25;

    private static final List<String> STATES =
            List.of("PENDING", "ON_HOLD", "CONFIRMED", "SHIPPED", "DELIVERED", "CANCELLED", "EXPIRED");

    private final Desk desk;

    AdminOrdersController(Desk desk) {
        this.desk = desk;
    }

    @AcceptsQuery("*")
    @GetMapping(PATH)
    ModelAndView list(
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String status,
            @RequestParam(defaultValue = "") String from,
            @RequestParam(defaultValue = "") String to,
            @RequestParam(defaultValue = "") String customer,
            @RequestParam(defaultValue = "createdAt,desc") String sort,
            @RequestParam(required = false) @Nullable String cursor,
            Visitor visitor) {
        var words = desk.words(visitor);
        var query = Query.of(PATH)
                .with("q", q)
                .with("status", status)
                .with("from", from)
                .with("to", to)
                .with("customer", customer)
                .with("sort", sort.equals("createdAt,desc") ? null : sort);
        String refusal = null;
        var rows = List.<Table.Row>of();
        String next = null;
        try {
            var found = find(q, status, from, to, customer, sort, cursor, visitor);
            rows = found.items().stream().map(order -> row(order, words)).toList();
            next = found.nextCursor();
        } catch (ProblemException refused) {
            if (refused.isSignedOut() || refused.isOutage()) {
                throw refused;
            }
            refusal = words.refusal(refused);
        } catch (DateTimeParseException _) {
            refusal = words.get("desk.orders.dates");
        }
        var paging = new Paging(
                words.get("desk.paging.rows", rows.size()),
                cursor == null ? null : query.address(),
                next == null ? null : query.with("cursor", next).address());
        var table = new Table(
                words.get("desk.orders.caption"),
                columns(words, query, sort),
                rows,
                words.get("desk.orders.empty.title"),
                words.get("desk.orders.empty.text"),
                paging,
                new Table.Selection(
                        words.get("desk.bulk.choose"),
                        List.of(new Link(words.get("desk.order.ship"), AdminBulkController.SHIP))));
        var view = new ListView(
                words.get("desk.nav.orders"),
                refusal,
                List.of(),
                search(q, status, from, to, customer, words),
                chips(q, status, from, to, customer, query, words),
                List.of(table));
        return desk.page("list", Section.ORDERS, view.title(), view, visitor);
    }

    private static List<Table.Column> columns(Words words, Query query, String sort) {
        var columns = new ArrayList<>(
                Table.columns(words, "order", "created", "status", "payment", "fulfillment", "customer", "#total"));
        columns.set(1, sortable(columns.get(1), "createdAt", query, sort));
        columns.set(6, sortable(columns.get(6), "total", query, sort));
        return columns;
    }

    private static Table.Column sortable(Table.Column column, String field, Query query, String sort) {
        var descending = sort.equals(field + ",desc");
        var href = query.with("sort", field + (descending ? ",asc" : ",desc")).address();
        var sorted = sort.startsWith(field + ",") ? (descending ? "descending" : "ascending") : null;
        return new Table.Column(column.label(), column.number(), href, sorted);
    }

    private static PageOf<Orders.Order> find(
            String q,
            String status,
            String from,
            String to,
            String customer,
            String sort,
            @Nullable String cursor,
            Visitor visitor) {
        var shop = visitor.shop();
        var user = customer.isBlank() ? null : UUID.fromString(customer);
        var number = q.strip();
        if (number.contains("@")) {
            var accounts = shop.accounts().search(number, 0, 2).items();
            if (accounts.isEmpty()) {
                return new PageOf<>(List.of(), 0, ROWS, 0L, 0, null);
            }
            user = accounts.getFirst().id();
            number = "";
        }
        var filter = new Orders.Filter(
                number.isEmpty() ? null : number,
                user,
                STATES.contains(status) ? status : null,
                day(from),
                to.isBlank() ? null : Objects.requireNonNull(day(to)).plusSeconds(86_399));
        return shop.orders().listAfter(filter, sort, cursor, ROWS);
    }

    private static @Nullable Instant day(String day) {
        return day.isBlank()
                ? null
                : LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static Table.Row row(Orders.Order order, Words words) {
        return Table.row(
                        words.text(order.number()).to(PATH + "/" + order.id()),
                        words.at(order.createdAt()),
                        words.state(order.status()),
                        words.state(order.paymentStatus()),
                        words.state(order.fulfillmentStatus()),
                        words.id(order.userId(), "/admin/customers/"),
                        words.sum(order.total()))
                .chosenAs(order.id(), words.get("desk.order.choose", order.number()));
    }

    private static Search search(String q, String status, String from, String to, String customer, Words words) {
        var states = new ArrayList<Option>();
        states.add(new Option("", words.get("desk.filter.any"), status.isEmpty()));
        STATES.forEach(state -> states.add(new Option(state, words.state("desk.state.", state), state.equals(status))));
        return new Search(
                PATH,
                List.of(
                        new Input("q", words.get("desk.orders.q"), "search", q, List.of()),
                        new Input("status", words.get("desk.column.status"), "select", status, states),
                        new Input("from", words.get("desk.filter.from"), "date", from, List.of()),
                        new Input("to", words.get("desk.filter.to"), "date", to, List.of())),
                customer.isBlank() ? List.of() : List.of(new Hidden("customer", customer)));
    }

    private static List<Chip> chips(
            String q, String status, String from, String to, String customer, Query query, Words words) {
        var chips = new ArrayList<Chip>();
        chip(chips, q.isBlank() ? null : q, "q", query);
        chip(chips, status.isBlank() ? null : words.state("desk.state.", status), "status", query);
        chip(chips, from.isBlank() ? null : words.get("desk.filter.from") + " " + from, "from", query);
        chip(chips, to.isBlank() ? null : words.get("desk.filter.to") + " " + to, "to", query);
        chip(chips, customer.isBlank() ? null : words.get("desk.column.customer") + " " + customer, "customer", query);
        return chips;
    }

    private static void chip(List<Chip> chips, @Nullable String label, String name, Query query) {
        if (label != null) {
            chips.add(new Chip(label, query.with(name, null).address()));
        }
    }

    // One order

    @AcceptsQuery("*")
    @GetMapping(PATH + "/{id}")
    ModelAndView show(@PathVariable UUID id, Visitor visitor) {
        var words = desk.words(visitor);
        var shop = visitor.shop();
        var order = shop.orders().order(id).body();
        var warnings = new ArrayList<String>();
        var payments = payments(id, visitor, warnings, words);
        var steps = steps(id, visitor, warnings, words);
        var view = new DetailView(
                words.get("desk.order.title", order.number()),
                new Link(words.get("desk.nav.orders"), PATH),
                List.of(
                        words.state(order.status()),
                        words.state(order.paymentStatus()),
                        words.state(order.fulfillmentStatus())),
                actions(order, payments, words),
                warnings,
                facts(order, words),
                List.of(lines(order, words), payments(payments, words)),
                null,
                steps);
        return desk.page("detail", Section.ORDERS, view.title(), view, visitor);
    }

    private static List<Payments.Payment> payments(UUID order, Visitor visitor, List<String> warnings, Words words) {
        try {
            return visitor.shop().payments().ofOrder(order).items();
        } catch (ShopApiException _) {
            warnings.add(words.get("desk.order.no-payments"));
            return List.of();
        }
    }

    private static List<Step> steps(UUID order, Visitor visitor, List<String> warnings, Words words) {
        try {
            var timeline = visitor.shop().orders().timeline(order);
            Objects.requireNonNullElse(timeline.unavailable(), List.<String>of())
                    .forEach(service -> warnings.add(words.get("desk.unavailable", service)));
            return Timelines.steps(timeline, words);
        } catch (ShopApiException _) {
            warnings.add(words.get("desk.order.no-timeline"));
            return List.of();
        }
    }

    private static List<Action> actions(Orders.Order order, List<Payments.Payment> payments, Words words) {
        var path = PATH + "/" + order.id();
        var actions = new ArrayList<Action>();
        if (order.allowedTransitions().contains("SHIPPED")) {
            actions.add(Action.now(words.get("desk.order.ship"), path + "/ship"));
        }
        if (order.allowedTransitions().contains("DELIVERED")) {
            actions.add(Action.now(words.get("desk.order.deliver"), path + "/deliver"));
        }
        payments.stream()
                .filter(payment ->
                        payment.status().equals("PAID") || payment.status().equals("PARTIALLY_REFUNDED"))
                .forEach(payment -> actions.add(Action.danger(
                        words.get("desk.payment.refund"), "/admin/payments/" + payment.id() + "/refund")));
        if (order.allowedTransitions().contains("CANCELLED")) {
            actions.add(Action.danger(words.get("desk.order.cancel"), path + "/cancel"));
        }
        return actions;
    }

    private static List<Fact> facts(Orders.Order order, Words words) {
        var facts = new ArrayList<Fact>();
        facts.add(new Fact(words.get("desk.column.total"), words.sum(order.total())));
        facts.add(new Fact(words.get("desk.column.created"), words.at(order.createdAt())));
        facts.add(new Fact(words.get("desk.column.customer"), words.id(order.userId(), "/admin/customers/")));
        var address = order.shippingAddress();
        facts.add(new Fact(
                words.get("desk.order.address"),
                words.text(address.name() + ", " + address.line1() + ", " + address.postalCode() + " " + address.city()
                        + ", " + address.country())));
        var reservation = order.reservation();
        if (reservation != null) {
            facts.add(new Fact(words.get("desk.order.held-until"), words.at(reservation.expiresAt())));
        }
        if (order.cancellationReason() != null) {
            facts.add(new Fact(words.get("desk.column.reason"), words.text(order.cancellationReason())));
        }
        return facts;
    }

    private static Table lines(Orders.Order order, Words words) {
        return Table.of(
                words,
                "desk.order.lines",
                Table.columns(words, "product", "sku", "#quantity", "#unit-price", "#line-total"),
                order.items().stream()
                        .map(line -> Table.row(
                                words.text(line.name()).to("/admin/products/" + line.productId()),
                                words.text(line.sku()),
                                words.figure(line.quantity()),
                                words.sum(line.unitPrice()),
                                words.sum(line.lineTotal())))
                        .toList());
    }

    private static Table payments(List<Payments.Payment> payments, Words words) {
        return Table.of(
                words,
                "desk.order.payments",
                Table.columns(words, "payment", "created", "status", "method", "#amount", "#refunded"),
                payments.stream()
                        .sorted(Comparator.comparing(Payments.Payment::createdAt))
                        .map(payment -> Table.row(
                                words.id(payment.id(), "/admin/payments/"),
                                words.at(payment.createdAt()),
                                words.state(payment.status()),
                                words.text(words.state("desk.method.", payment.method())),
                                words.sum(payment.amount()),
                                words.sum(payment.refunded())))
                        .toList());
    }

    // What is done to it

    @AcceptsQuery("*")
    @PostMapping(PATH + "/{id}/ship")
    ModelAndView ship(@PathVariable UUID id, Visitor visitor) {
        return move(id, "SHIPPED", "desk-shipped", visitor);
    }

    @AcceptsQuery("*")
    @PostMapping(PATH + "/{id}/deliver")
    ModelAndView deliver(@PathVariable UUID id, Visitor visitor) {
        return move(id, "DELIVERED", "desk-delivered", visitor);
    }

    private ModelAndView move(UUID id, String status, String notice, Visitor visitor) {
        return desk.doIt(
                Section.ORDERS,
                () -> moveAgain(id, status, visitor),
                () -> visitor.shop().orders().changeStatus(id, status, null),
                PATH + "/" + id,
                notice,
                visitor);
    }

    /** Only seen when the move was refused: says why, and offers to try again. */
    private Confirmation moveAgain(UUID id, String status, Visitor visitor) {
        var words = desk.words(visitor);
        var order = visitor.shop().orders().order(id).body();
        var deed = status.equals("SHIPPED") ? "ship" : "deliver";
        return new Confirmation(
                words.get("desk.order." + deed + ".question", order.number()),
                List.of(),
                PATH + "/" + id + "/" + deed,
                words.get("desk.order." + deed),
                List.of(),
                null,
                PATH + "/" + id,
                null);
    }

    @AcceptsQuery("*")
    @GetMapping(PATH + "/{id}/cancel")
    ModelAndView askToCancel(@PathVariable UUID id, Visitor visitor) {
        return desk.ask(Section.ORDERS, cancellation(id, "", Desk.newKey(), visitor), visitor);
    }

    @AcceptsQuery("*")
    @PostMapping(PATH + "/{id}/cancel")
    ModelAndView cancel(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String reason,
            @RequestParam String key,
            Visitor visitor) {
        return desk.doIt(
                Section.ORDERS,
                () -> cancellation(id, reason, Desk.newKey(), visitor),
                () -> visitor.shop().orders().cancel(id, reason, key),
                PATH + "/" + id,
                "desk-cancelled",
                visitor);
    }

    private Confirmation cancellation(UUID id, String reason, String key, Visitor visitor) {
        var words = desk.words(visitor);
        var order = visitor.shop().orders().order(id).body();
        var paid = order.paymentStatus().equals("PAID") || order.paymentStatus().equals("PARTIALLY_REFUNDED");
        return new Confirmation(
                words.get("desk.order.cancel.question", order.number(), words.money(order.total())),
                List.of(
                        words.get("desk.order.cancel.stock"),
                        words.get(paid ? "desk.order.cancel.paid" : "desk.order.cancel.unpaid")),
                PATH + "/" + id + "/cancel",
                words.get("desk.order.cancel"),
                List.of(new Hidden("key", key)),
                new Reason(words.get("desk.reason.customer"), reason, false),
                PATH + "/" + id,
                null);
    }
}
