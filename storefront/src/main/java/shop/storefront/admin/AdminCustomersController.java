package shop.storefront.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import shop.http.query.AcceptsQuery;
import shop.sdk.Accounts;
import shop.storefront.admin.Confirmation.Hidden;
import shop.storefront.admin.Views.Action;
import shop.storefront.admin.Views.Chip;
import shop.storefront.admin.Views.DetailView;
import shop.storefront.admin.Views.Fact;
import shop.storefront.admin.Views.Input;
import shop.storefront.admin.Views.Link;
import shop.storefront.admin.Views.ListView;
import shop.storefront.admin.Views.Search;
import shop.storefront.shell.Visitor;

/** Accounts: found by name and e-mail, made administrators, disabled. */
@Controller
class AdminCustomersController {

    private static final String PATH = "/admin/customers";
    private static final int ROWS = 25;

    private final Desk desk;
    private final UndoOffers undo;

    AdminCustomersController(Desk desk, UndoOffers undo) {
        this.desk = desk;
        this.undo = undo;
    }

    @AcceptsQuery("*")
    @GetMapping(PATH)
    ModelAndView list(
            @RequestParam(defaultValue = "") String q, @RequestParam(defaultValue = "0") int page, Visitor visitor) {
        var words = desk.words(visitor);
        var query = Query.of(PATH).with("q", q);
        var found = visitor.shop().accounts().search(q, Math.max(0, page), ROWS);
        var table = Table.of(
                        words,
                        "desk.customers",
                        Table.columns(words, "email", "name", "roles", "status", "created"),
                        found.items().stream()
                                .map(account -> row(account, words))
                                .toList())
                .with(AdminStockController.paging(found.page(), found.totalPages(), query, words));
        var view = new ListView(
                words.get("desk.nav.customers"),
                null,
                List.of(),
                new Search(
                        PATH,
                        List.of(new Input("q", words.get("desk.customers.q"), "search", q, List.of())),
                        List.of()),
                q.isBlank() ? List.of() : List.of(new Chip(q, PATH)),
                List.of(table));
        return desk.page("list", Section.CUSTOMERS, view.title(), view, visitor);
    }

    private static Table.Row row(Accounts.Account account, Words words) {
        return Table.row(
                words.text(account.email()).to(PATH + "/" + account.id()),
                words.text(account.name()),
                words.roles(account.roles()),
                words.state(account.status()),
                words.at(account.createdAt()));
    }

    @AcceptsQuery("*")
    @GetMapping(PATH + "/{id}")
    ModelAndView show(@PathVariable UUID id, Visitor visitor) {
        var words = desk.words(visitor);
        var account = visitor.shop().accounts().account(id).body();
        var path = PATH + "/" + id;
        var actions = new ArrayList<Action>();
        actions.add(Action.open(words.get("desk.customer.orders"), "/admin/orders?customer=" + id));
        actions.add(
                account.roles().contains("ADMIN")
                        ? Action.danger(words.get("desk.customer.revoke"), path + "/revoke-admin")
                        : Action.open(words.get("desk.customer.grant"), path + "/grant-admin"));
        actions.add(
                isDisabled(account)
                        ? Action.open(words.get("desk.customer.enable"), path + "/enable")
                        : Action.danger(words.get("desk.customer.disable"), path + "/disable"));
        var view = new DetailView(
                account.name(),
                new Link(words.get("desk.nav.customers"), PATH),
                List.of(words.state(account.status())),
                actions,
                List.of(),
                List.of(
                        new Fact(words.get("desk.column.email"), words.text(account.email())),
                        new Fact(words.get("desk.column.roles"), words.roles(account.roles())),
                        new Fact(words.get("desk.column.created"), words.at(account.createdAt())),
                        new Fact(words.get("desk.column.id"), words.text(id.toString()))),
                List.of(),
                null,
                List.of());
        return desk.page("detail", Section.CUSTOMERS, view.title(), view, visitor);
    }

    private static boolean isDisabled(Accounts.Account account) {
        return "DISABLED".equals(account.status());
    }

    /** What can be done to an account; each has a page that asks. */
    private enum Deed {
        GRANT_ADMIN("grant"),
        REVOKE_ADMIN("revoke"),
        DISABLE("disable"),
        ENABLE("enable");

        private final String key;

        Deed(String key) {
            this.key = key;
        }

        /** What undoes it. */
        Undo undo(UUID account) {
            return switch (this) {
                case GRANT_ADMIN -> new Undo.MakeAdmin(account, false);
                case REVOKE_ADMIN -> new Undo.MakeAdmin(account, true);
                case DISABLE -> new Undo.Enable(account, true);
                case ENABLE -> new Undo.Enable(account, false);
            };
        }

        static Deed require(String path) {
            var deed = of(path);
            if (deed == null) {
                throw new IllegalArgumentException("deed: " + path + " (expected: one of the path's)");
            }
            return deed;
        }

        static @Nullable Deed of(String path) {
            return switch (path) {
                case "grant-admin" -> GRANT_ADMIN;
                case "revoke-admin" -> REVOKE_ADMIN;
                case "disable" -> DISABLE;
                case "enable" -> ENABLE;
                default -> null;
            };
        }
    }

    @AcceptsQuery("*")
    @GetMapping(PATH + "/{id}/{deed:grant-admin|revoke-admin|disable|enable}")
    ModelAndView ask(@PathVariable UUID id, @PathVariable String deed, Visitor visitor) {
        return desk.ask(Section.CUSTOMERS, confirmation(id, deed, visitor), visitor);
    }

    @AcceptsQuery("*")
    @PostMapping(PATH + "/{id}/{deed:grant-admin|revoke-admin|disable|enable}")
    ModelAndView change(
            @PathVariable UUID id,
            @PathVariable String deed,
            @RequestParam(required = false) @Nullable String version,
            Visitor visitor) {
        return desk.doIt(
                Section.CUSTOMERS,
                () -> confirmation(id, deed, visitor),
                () -> carryOut(id, deed, version, visitor),
                () -> undo.done(
                        PATH + "/" + id, "desk-account", Deed.require(deed).undo(id), visitor),
                visitor);
    }

    private static void carryOut(UUID id, String deed, @Nullable String version, Visitor visitor) {
        var accounts = visitor.shop().accounts();
        switch (Deed.require(deed)) {
            case GRANT_ADMIN -> accounts.assignRoles(id, roles(id, true, visitor), version);
            case REVOKE_ADMIN -> accounts.assignRoles(id, roles(id, false, visitor), version);
            case DISABLE -> accounts.assignStatus(id, "DISABLED", version);
            case ENABLE -> accounts.assignStatus(id, "ACTIVE", version);
        }
    }

    static Set<String> roles(UUID id, boolean admin, Visitor visitor) {
        var roles = new TreeSet<>(visitor.shop().accounts().account(id).body().roles());
        if (admin) {
            roles.add("ADMIN");
        } else {
            roles.remove("ADMIN");
            roles.add("USER");
        }
        return roles;
    }

    private Confirmation confirmation(UUID id, String deed, Visitor visitor) {
        var words = desk.words(visitor);
        var reply = visitor.shop().accounts().account(id);
        var known = Deed.of(deed);
        var key = "desk.customer." + (known == null ? deed : known.key);
        var version = reply.eTag();
        return new Confirmation(
                words.get(key + ".question", reply.body().email()),
                List.of(words.get(key + ".consequence")),
                PATH + "/" + id + "/" + deed,
                words.get(key),
                version == null ? List.of() : List.of(new Hidden("version", version)),
                null,
                PATH + "/" + id,
                null);
    }
}
