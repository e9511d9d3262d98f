package shop.storefront.admin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import shop.http.problem.InvalidRequestException;
import shop.http.query.AcceptsQuery;
import shop.sdk.Catalog;
import shop.sdk.Inventory;
import shop.sdk.Orders;
import shop.sdk.ProblemException;
import shop.storefront.admin.Confirmation.Figure;
import shop.storefront.admin.Confirmation.Hidden;
import shop.storefront.admin.Confirmation.Reason;
import shop.storefront.admin.Confirmation.Select;
import shop.storefront.admin.Views.Action;
import shop.storefront.admin.Views.Option;
import shop.storefront.shell.Visitor;
import tools.jackson.databind.node.JsonNodeFactory;

/** What is done to several rows of a list at once: a page names them and asks, and afterwards says of each what came of it. */
@Controller
class AdminBulkController {

    static final String SHIP = "/admin/orders/bulk/ship";
    static final String ARCHIVE = "/admin/products/bulk/archive";
    static final String CATEGORIZE = "/admin/products/bulk/category";

    static final String ADJUST = "/admin/stock/bulk/adjust";

    private static final String ORDERS = "/admin/orders";
    private static final String PRODUCTS = "/admin/products";
    private static final String STOCK = "/admin/stock";
    private static final int MOST = 100;

    private final Desk desk;
    private final Attention attention;
    private final UndoOffers undo;

    AdminBulkController(Desk desk, Attention attention, UndoOffers undo) {
        this.desk = desk;
        this.attention = attention;
        this.undo = undo;
    }

    // Orders

    @AcceptsQuery("*")
    @GetMapping(SHIP)
    ModelAndView askToShip(@RequestParam(required = false) @Nullable List<UUID> id, Visitor visitor) {
        var words = desk.words(visitor);
        var lines = new ArrayList<String>();
        var left = new ArrayList<String>();
        var ids = new ArrayList<UUID>();
        for (var order : orders(chosen(id), visitor)) {
            if (order.allowedTransitions().contains("SHIPPED")) {
                ids.add(order.id());
                lines.add(words.get("desk.bulk.ship.line", order.number(), words.money(order.total())));
            } else {
                left.add(words.get(
                        "desk.bulk.ship.left-out", order.number(), words.state("desk.state.", order.status())));
            }
        }
        lines.addAll(left);
        return desk.ask(Section.ORDERS, question("desk.bulk.ship", SHIP, ORDERS, ids, lines, visitor), visitor);
    }

    @AcceptsQuery("*")
    @PostMapping(SHIP)
    ModelAndView ship(@RequestParam(required = false) @Nullable List<UUID> id, Visitor visitor) {
        var targets = orders(chosen(id), visitor).stream()
                .map(order -> new Each.Target(order.id(), order.number(), ORDERS + "/" + order.id()))
                .toList();
        var outcomes = act(targets, order -> visitor.shop().orders().changeStatus(order, "SHIPPED", null), visitor);
        return Each.allDone(outcomes)
                ? Desk.done(ORDERS, targets.isEmpty() ? "desk-bulk-nothing" : "desk-bulk-shipped")
                : Each.report(Section.ORDERS, outcomes, List.of(), desk, visitor);
    }

    /** Those that there are. */
    private static List<Orders.Order> orders(Collection<UUID> ids, Visitor visitor) {
        var orders = new ArrayList<Orders.Order>();
        for (var id : ids) {
            try {
                orders.add(visitor.shop().orders().order(id).body());
            } catch (ProblemException refusal) {
                if (!refusal.isNotFound()) {
                    throw refusal;
                }
            }
        }
        return orders;
    }

    // Products

    @AcceptsQuery("*")
    @GetMapping(ARCHIVE)
    ModelAndView askToArchive(@RequestParam(required = false) @Nullable List<UUID> id, Visitor visitor) {
        return desk.ask(Section.PRODUCTS, aboutProducts("desk.bulk.archive", ARCHIVE, id, visitor), visitor);
    }

    @AcceptsQuery("*")
    @PostMapping(ARCHIVE)
    ModelAndView archive(@RequestParam(required = false) @Nullable List<UUID> id, Visitor visitor) {
        var outcomes = act(
                targets(chosen(id), visitor),
                product -> visitor.shop().catalog().archive(product, null),
                visitor);
        var archived = Each.done(outcomes);
        if (outcomes.isEmpty()) {
            return Desk.done(PRODUCTS, "desk-bulk-nothing");
        }
        return Each.allDone(outcomes)
                ? undo.done(PRODUCTS, "desk-bulk-archived", new Undo.Restore(archived), visitor)
                : report(Section.PRODUCTS, outcomes, new Undo.Restore(archived), visitor);
    }

    @AcceptsQuery("*")
    @GetMapping(CATEGORIZE)
    ModelAndView askToCategorize(@RequestParam(required = false) @Nullable List<UUID> id, Visitor visitor) {
        var words = desk.words(visitor);
        var options = visitor.shop().catalog().categories().stream()
                .map(category -> new Option(category.slug(), category.name(), false))
                .toList();
        var question = aboutProducts("desk.bulk.category", CATEGORIZE, id, visitor);
        var select = new Select("category", words.get("desk.bulk.category.field"), options);
        return desk.ask(Section.PRODUCTS, question.isPossible() ? question.choosing(select) : question, visitor);
    }

    @AcceptsQuery("*")
    @PostMapping(CATEGORIZE)
    ModelAndView categorize(
            @RequestParam(required = false) @Nullable List<UUID> id,
            @RequestParam(defaultValue = "") String category,
            Visitor visitor) {
        if (category.isBlank()) {
            return askToCategorize(id, visitor);
        }
        var outcomes = act(targets(chosen(id), visitor), product -> addTo(category, product, visitor), visitor);
        return Each.allDone(outcomes)
                ? Desk.done(PRODUCTS, outcomes.isEmpty() ? "desk-bulk-nothing" : "desk-bulk-categorized")
                : Each.report(Section.PRODUCTS, outcomes, List.of(), desk, visitor);
    }

    /** The other categories of the product stay; one that somebody else has changed meanwhile is refused. */
    private static void addTo(String category, UUID id, Visitor visitor) {
        var reply = visitor.shop().catalog().product(id);
        if (!reply.body().categories().contains(category)) {
            var patch = JsonNodeFactory.instance.objectNode();
            var categories = patch.putArray("categories");
            reply.body().categories().forEach(categories::add);
            categories.add(category);
            visitor.shop().catalog().patch(id, patch, reply.eTag());
        }
    }

    private Confirmation aboutProducts(String key, String path, @Nullable List<UUID> id, Visitor visitor) {
        var words = desk.words(visitor);
        var products = visitor.shop().catalog().products(chosen(id));
        return question(
                key,
                path,
                PRODUCTS,
                products.stream().map(Catalog.Product::id).toList(),
                products.stream()
                        .map(product -> words.get("desk.bulk.product.line", product.name(), product.sku()))
                        .toList(),
                visitor);
    }

    /** One that is gone meanwhile keeps its line, which says so afterwards. */
    private static List<Each.Target> targets(List<UUID> ids, Visitor visitor) {
        var products = visitor.shop().catalog().products(ids);
        return ids.stream()
                .map(id -> new Each.Target(
                        id,
                        products.stream()
                                .filter(product -> product.id().equals(id))
                                .map(Catalog.Product::name)
                                .findFirst()
                                .orElse(Words.shortened(id)),
                        PRODUCTS + "/" + id))
                .toList();
    }

    // Stock

    @AcceptsQuery("*")
    @GetMapping(ADJUST)
    ModelAndView askToAdjust(@RequestParam(required = false) @Nullable List<UUID> id, Visitor visitor) {
        return desk.ask(Section.STOCK, aboutStock(id, "", "", Desk.newKey(), visitor), visitor);
    }

    @AcceptsQuery("*")
    @PostMapping(ADJUST)
    ModelAndView adjust(
            @RequestParam(required = false) @Nullable List<UUID> id,
            @RequestParam(defaultValue = "") String delta,
            @RequestParam(defaultValue = "") String reason,
            @RequestParam(defaultValue = "") String key,
            Visitor visitor) {
        if (chosen(id).isEmpty()) {
            return Desk.done(STOCK, "desk-bulk-nothing");
        }
        var change = AdminStockController.change(delta);
        var mistake = AdminStockController.mistake(change, reason, desk.words(visitor));
        if (mistake != null || key.isBlank()) {
            var question = aboutStock(id, delta, reason, key.isBlank() ? Desk.newKey() : key, visitor);
            return desk.ask(Section.STOCK, mistake == null ? question : question.refused(mistake), visitor);
        }
        // A key counts for one product, so the same one serves all of them, and a second click adjusts nothing.
        var outcomes = act(
                stockTargets(chosen(id), visitor),
                product -> visitor.shop().inventory().adjust(product, change, reason, key),
                visitor);
        var opposite = new Undo.Adjust(Each.done(outcomes), -change);
        return Each.allDone(outcomes)
                ? undo.done(STOCK, "desk-bulk-adjusted", opposite, visitor)
                : report(Section.STOCK, outcomes, opposite, visitor);
    }

    private Confirmation aboutStock(@Nullable List<UUID> id, String delta, String reason, String key, Visitor visitor) {
        var words = desk.words(visitor);
        var stocks = visitor.shop().inventory().of(chosen(id));
        var question = question(
                "desk.bulk.adjust",
                ADJUST,
                STOCK,
                stocks.stream().map(Inventory.Stock::productId).toList(),
                stocks.stream()
                        .map(stock ->
                                words.get("desk.bulk.adjust.line", AdminStockController.name(stock), stock.available()))
                        .toList(),
                visitor);
        return question.isPossible()
                ? question.with(new Hidden("key", key))
                        .asking(
                                new Figure(
                                        "delta",
                                        words.get("desk.stock.delta"),
                                        words.get("desk.stock.delta.hint"),
                                        delta),
                                new Reason(words.get("desk.reason.ledger"), reason, true))
                : question;
    }

    /** One without a stock record keeps its line, which says so afterwards. */
    private static List<Each.Target> stockTargets(List<UUID> ids, Visitor visitor) {
        var stocks = visitor.shop().inventory().of(ids);
        return ids.stream()
                .map(id -> new Each.Target(
                        id,
                        stocks.stream()
                                .filter(stock -> stock.productId().equals(id))
                                .map(AdminStockController::name)
                                .findFirst()
                                .orElse(Words.shortened(id)),
                        STOCK + "/" + id))
                .toList();
    }

    // All

    /** Each line with what came of it, and a way back for what was done. */
    private ModelAndView report(Section section, List<Each.Outcome> outcomes, Undo opposite, Visitor visitor) {
        var actions = Each.done(outcomes).isEmpty()
                ? List.<Action>of()
                : List.of(Action.now(
                        desk.words(visitor).get("desk.undo"),
                        UndoOffers.PATH + "?key=" + undo.offer(opposite, visitor)));
        return Each.report(section, outcomes, actions, desk, visitor);
    }

    private List<Each.Outcome> act(List<Each.Target> targets, Consumer<UUID> deed, Visitor visitor) {
        var outcomes = Each.act(targets, deed, desk.words(visitor));
        attention.changed();
        return outcomes;
    }

    private static List<UUID> chosen(@Nullable List<UUID> ids) {
        var chosen = ids == null ? List.<UUID>of() : ids.stream().distinct().toList();
        if (chosen.size() > MOST) {
            throw new InvalidRequestException(
                    "id", "too_many", "id: " + chosen.size() + " values (expected: at most " + MOST + ")");
        }
        return chosen;
    }

    /** Names what would be done to how many; where nothing can be, it only says so. */
    private Confirmation question(
            String key, String path, String list, List<UUID> ids, List<String> lines, Visitor visitor) {
        var words = desk.words(visitor);
        var consequences = new ArrayList<>(lines);
        consequences.add(words.get(ids.isEmpty() ? "desk.bulk.choose-first" : key + ".consequence"));
        return new Confirmation(
                ids.isEmpty() ? words.get("desk.bulk.nothing") : words.get(key + ".question", ids.size()),
                consequences,
                path,
                ids.isEmpty() ? "" : words.get(key + ".action"),
                ids.stream().map(id -> new Hidden("id", id.toString())).toList(),
                null,
                list,
                null);
    }
}
