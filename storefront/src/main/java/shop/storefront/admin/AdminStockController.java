package shop.storefront.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import shop.http.query.AcceptsQuery;
import shop.sdk.Inventory;
import shop.sdk.ProblemException;
import shop.storefront.admin.Table.Paging;
import shop.storefront.admin.Views.Chip;
import shop.storefront.admin.Views.Fact;
import shop.storefront.admin.Views.Link;
import shop.storefront.admin.Views.ListView;
import shop.storefront.shell.Visitor;

/** Stock: what is there, what is held, what changed it; corrected with a reason that stays in the ledger. */
@Controller
class AdminStockController {

    private static final String PATH = "/admin/stock";
    private static final int ROWS = 25;

    private final Desk desk;
    private final Attention attention;
    private final UndoOffers undo;

    AdminStockController(Desk desk, Attention attention, UndoOffers undo) {
        this.desk = desk;
        this.attention = attention;
        this.undo = undo;
    }

    @AcceptsQuery("*")
    @GetMapping(PATH)
    ModelAndView list(
            @RequestParam(defaultValue = "false") boolean low,
            @RequestParam(defaultValue = "sku,asc") String sort,
            @RequestParam(defaultValue = "0") int page,
            Visitor visitor) {
        var words = desk.words(visitor);
        var found = Desk.operations(visitor).stock(low, sort, Math.max(0, page), ROWS);
        var query = Query.of(PATH).with("low", low ? true : null).with("sort", sort.equals("sku,asc") ? null : sort);
        var columns = new ArrayList<Table.Column>();
        for (var field : List.of("sku", "available", "onHand", "held")) {
            var descending = sort.equals(field + ",desc");
            columns.add(new Table.Column(
                    words.get("desk.column." + field),
                    !field.equals("sku"),
                    query.with("sort", field + (sort.equals(field + ",asc") ? ",desc" : ",asc"))
                            .address(),
                    sort.startsWith(field + ",") ? (descending ? "descending" : "ascending") : null));
        }
        var table = Table.of(
                        words,
                        "desk.stock",
                        columns,
                        found.items().stream().map(stock -> row(stock, words)).toList())
                .with(paging(found.page(), found.totalPages(), query, words))
                .choosing(new Table.Selection(
                        words.get("desk.bulk.choose"),
                        List.of(new Link(words.get("desk.stock.adjust"), AdminBulkController.ADJUST))));
        var chips = low
                ? List.of(new Chip(
                        words.get("desk.stock.low"), query.with("low", null).address()))
                : List.<Chip>of();
        var view = new ListView(
                words.get("desk.nav.stock"),
                null,
                low
                        ? List.of()
                        : List.of(Views.Action.open(
                                words.get("desk.stock.low"),
                                query.with("low", true).address())),
                null,
                chips,
                List.of(table));
        return desk.page("list", Section.STOCK, view.title(), view, visitor);
    }

    static Paging paging(int page, @Nullable Integer pages, Query query, Words words) {
        var last = pages == null ? page : Math.max(0, pages - 1);
        return new Paging(
                words.get("paging.position", page + 1, last + 1),
                page == 0
                        ? null
                        : query.with("page", page == 1 ? null : page - 1).address(),
                page >= last ? null : query.with("page", page + 1).address());
    }

    private static Table.Row row(Inventory.Stock stock, Words words) {
        return Table.row(
                        words.text(stock.sku()).to(PATH + "/" + stock.productId()),
                        words.figure(stock.available()),
                        words.figure(figure(stock.onHand())),
                        words.figure(figure(stock.held())))
                .chosenAs(stock.productId(), words.get("desk.product.choose", name(stock)));
    }

    /** What people call it here. */
    static String name(Inventory.Stock stock) {
        return stock.sku() == null ? Words.shortened(stock.productId()) : stock.sku();
    }

    private static long figure(@Nullable Long figure) {
        return figure == null ? 0 : figure;
    }

    /**
     * The stock of one product.
     *
     * @param delta as it was typed; {@code key} makes sure that it counts once
     */
    public record StockView(
            String title,
            Link back,
            List<Fact> facts,
            String action,
            String delta,
            String reason,
            String key,
            @Nullable String refusal,
            Table movements) {}

    @AcceptsQuery("*")
    @GetMapping(PATH + "/{id}")
    ModelAndView show(@PathVariable UUID id, Visitor visitor) {
        return stock(id, "", "", null, visitor);
    }

    @AcceptsQuery("*")
    @PostMapping(PATH + "/{id}")
    ModelAndView adjust(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String delta,
            @RequestParam(defaultValue = "") String reason,
            @RequestParam String key,
            Visitor visitor) {
        var words = desk.words(visitor);
        var change = change(delta);
        var mistake = mistake(change, reason, words);
        if (mistake != null) {
            return stock(id, delta, reason, mistake, visitor);
        }
        try {
            visitor.shop().inventory().adjust(id, change, reason, key);
        } catch (ProblemException refusal) {
            if (refusal.isSignedOut() || refusal.isOutage() || refusal.isNotFound()) {
                throw refusal;
            }
            return stock(id, delta, reason, words.refusal(refusal), visitor);
        }
        attention.changed();
        return undo.done(PATH + "/" + id, "desk-adjusted", new Undo.Adjust(List.of(id), -change), visitor);
    }

    /** By how much, as it was typed; 0 if that is no number. */
    static long change(String delta) {
        try {
            return Long.parseLong(delta.strip().replace("\u2212", "-"));
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    /** What is wrong with an adjustment; null if nothing is. */
    static @Nullable String mistake(long change, String reason, Words words) {
        if (change == 0) {
            return words.get("desk.stock.whole");
        }
        return reason.isBlank() ? words.get("desk.stock.no-reason") : null;
    }

    private ModelAndView stock(UUID id, String delta, String reason, @Nullable String refusal, Visitor visitor) {
        var words = desk.words(visitor);
        var stock = visitor.shop().inventory().of(id).body();
        var movements = visitor.shop().inventory().movements(id, 0, 50);
        var view = new StockView(
                words.get("desk.stock.title", stock.sku() == null ? id.toString() : stock.sku()),
                new Link(words.get("desk.nav.stock"), PATH),
                List.of(
                        new Fact(words.get("desk.column.available"), words.figure(stock.available())),
                        new Fact(words.get("desk.column.onHand"), words.figure(figure(stock.onHand()))),
                        new Fact(words.get("desk.column.held"), words.figure(figure(stock.held()))),
                        new Fact(words.get("desk.column.product"), words.id(id, "/admin/products/"))),
                PATH + "/" + id,
                delta,
                reason,
                Desk.newKey(),
                refusal,
                Table.of(
                        words,
                        "desk.movements",
                        Table.columns(words, "created", "kind", "#change", "#held-change", "reason", "by"),
                        movements.items().stream()
                                .map(movement -> Table.row(
                                        words.at(movement.at()),
                                        words.text(words.state("desk.movement.", movement.kind())),
                                        words.text(signed(movement.onHandChange())),
                                        words.text(signed(movement.heldChange())),
                                        words.text(movement.reason()),
                                        words.id(movement.actor(), "/admin/customers/")))
                                .toList()));
        var status = refusal == null ? HttpStatus.OK : HttpStatus.UNPROCESSABLE_CONTENT;
        return desk.page("stock", Section.STOCK, view.title(), view, visitor, status);
    }

    static String signed(long change) {
        return change > 0 ? "+" + change : Long.toString(change);
    }
}
