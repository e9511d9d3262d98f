package shop.storefront.admin;

import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import shop.http.query.AcceptsQuery;
import shop.storefront.admin.Views.ListView;
import shop.storefront.shell.Visitor;

/** Undoes what was done last. What that is, is in a cookie of the browser that did it; the form only says that it means the same. */
@Controller
class AdminUndoController {

    private final Desk desk;
    private final Attention attention;
    private final UndoOffers offers;

    AdminUndoController(Desk desk, Attention attention, UndoOffers offers) {
        this.desk = desk;
        this.attention = attention;
        this.offers = offers;
    }

    @AcceptsQuery("*")
    @PostMapping(UndoOffers.PATH)
    ModelAndView undo(@RequestParam(defaultValue = "") String key, Visitor visitor) {
        var undo = offers.find(key, visitor);
        if (undo == null) {
            return gone(visitor);
        }
        var outcomes = Each.act(targets(undo, visitor), id -> carryOut(undo, id, key, visitor), desk.words(visitor));
        attention.changed();
        if (!Each.allDone(outcomes)) {
            return Each.report(section(undo), outcomes, List.of(), desk, visitor);
        }
        offers.forget(visitor);
        return Desk.done(undo.path(), "desk-undone");
    }

    private static List<Each.Target> targets(Undo undo, Visitor visitor) {
        return switch (undo) {
            case Undo.Restore restore ->
                restore.products().stream()
                        .map(id -> new Each.Target(id, Words.shortened(id), "/admin/products/" + id))
                        .toList();
            case Undo.Adjust adjust ->
                adjust.products().stream()
                        .map(id -> new Each.Target(id, Words.shortened(id), "/admin/stock/" + id))
                        .toList();
            case Undo.MakeAdmin role -> List.of(account(role.account(), undo, visitor));
            case Undo.Enable status -> List.of(account(status.account(), undo, visitor));
        };
    }

    private static Each.Target account(UUID id, Undo undo, Visitor visitor) {
        return new Each.Target(id, visitor.shop().accounts().account(id).body().email(), undo.path());
    }

    private void carryOut(Undo undo, UUID id, String key, Visitor visitor) {
        var shop = visitor.shop();
        switch (undo) {
            case Undo.Restore _ -> shop.catalog().restore(id);
            // Under the key of the offer, so that a second click adjusts nothing.
            case Undo.Adjust adjust ->
                shop.inventory()
                        .adjust(
                                id,
                                adjust.delta(),
                                desk.words(visitor)
                                        .get("desk.undo.stock", AdminStockController.signed(-adjust.delta())),
                                key);
            case Undo.MakeAdmin role ->
                shop.accounts().assignRoles(id, AdminCustomersController.roles(id, role.admin(), visitor), null);
            case Undo.Enable status -> shop.accounts().assignStatus(id, status.enabled() ? "ACTIVE" : "DISABLED", null);
        }
    }

    private static Section section(Undo undo) {
        return switch (undo) {
            case Undo.Restore _ -> Section.PRODUCTS;
            case Undo.Adjust _ -> Section.STOCK;
            case Undo.MakeAdmin _, Undo.Enable _ -> Section.CUSTOMERS;
        };
    }

    private ModelAndView gone(Visitor visitor) {
        var words = desk.words(visitor);
        var title = words.get("desk.undo.gone");
        var view = new ListView(title, words.get("desk.undo.gone.text"), List.of(), null, List.of(), List.of());
        return desk.page("list", Section.DASHBOARD, title, view, visitor, HttpStatus.GONE);
    }
}
