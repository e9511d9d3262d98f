package shop.storefront.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import shop.http.query.AcceptsQuery;
import shop.sdk.Operations;
import shop.sdk.ProblemException;
import shop.storefront.admin.Table.Paging;
import shop.storefront.admin.Views.Chip;
import shop.storefront.admin.Views.Input;
import shop.storefront.admin.Views.ListView;
import shop.storefront.admin.Views.Search;
import shop.storefront.shell.Visitor;

/** Who of the staff did what, as the services that did it have it on record. */
@Controller
class AdminAuditController {

    private static final String PATH = "/admin/audit";
    private static final int ROWS = 25;
    private static final int UUID_LENGTH = 36;
    private static final String DONE = "DONE";

    /** Where what something was done to has a page. */
    private static final Map<String, String> PAGES =
            Map.of("account", "/admin/customers/", "dead_letter", "/admin/dead-letters/", "order", "/admin/orders/");

    private final Desk desk;

    AdminAuditController(Desk desk) {
        this.desk = desk;
    }

    @AcceptsQuery("*")
    @GetMapping(PATH)
    ModelAndView list(
            @RequestParam(required = false) @Nullable UUID actor,
            @RequestParam(defaultValue = "") String object,
            @RequestParam(required = false) @Nullable UUID before,
            Visitor visitor) {
        var words = desk.words(visitor);
        var wanted = object.strip();
        var query = Query.of(PATH).with("actor", actor).with("object", wanted);
        String lead = null;
        var found = new Operations.AuditPage(List.of(), List.of(), null);
        try {
            found = Desk.operations(visitor).audit(actor, wanted.isEmpty() ? null : wanted, before, ROWS);
            var missing = Objects.requireNonNullElse(found.unavailable(), List.<String>of());
            if (!missing.isEmpty()) {
                lead = words.get("desk.audit.missing", String.join(", ", missing));
            }
        } catch (ProblemException refused) {
            if (refused.isSignedOut() || refused.isOutage()) {
                throw refused;
            }
            lead = words.refusal(refused);
        }
        var next = found.next();
        var table = Table.of(
                        words,
                        "desk.audit",
                        Table.columns(words, "at", "by", "what", "object", "detail", "service"),
                        found.items().stream().map(entry -> row(entry, words)).toList())
                .with(new Paging(
                        words.get("desk.paging.rows", found.items().size()),
                        before == null ? null : query.address(),
                        next == null ? null : query.with("before", next).address()));
        var view = new ListView(
                words.get("desk.nav.audit"),
                lead,
                List.of(),
                new Search(
                        PATH,
                        List.of(new Input("object", words.get("desk.audit.q"), "search", wanted, List.of())),
                        actor == null ? List.of() : List.of(new Confirmation.Hidden("actor", actor.toString()))),
                chips(actor, wanted, query, words),
                List.of(table));
        return desk.page("list", Section.AUDIT, view.title(), view, visitor);
    }

    private static List<Chip> chips(@Nullable UUID actor, String object, Query query, Words words) {
        var chips = new ArrayList<Chip>();
        if (actor != null) {
            chips.add(new Chip(
                    words.get("desk.column.by") + " " + Words.shortened(actor),
                    query.with("actor", null).address()));
        }
        if (!object.isEmpty()) {
            chips.add(new Chip(object, query.with("object", null).address()));
        }
        return chips;
    }

    private static Table.Row row(Operations.AuditEntry entry, Words words) {
        var action = words.state("desk.audit.", entry.action());
        return Table.row(
                words.at(entry.at()),
                words.id(entry.actor(), PATH + "?actor="),
                words.text(entry.outcome().equals(DONE) ? action : words.get("desk.audit.unknown", action)),
                object(entry, words),
                words.text(new TreeMap<>(Objects.requireNonNullElse(entry.details(), Map.<String, String>of()))
                        .entrySet().stream()
                                .map(detail -> detail.getKey() + ": " + detail.getValue())
                                .collect(Collectors.joining(", "))),
                words.text(entry.service()));
    }

    private static Table.Cell object(Operations.AuditEntry entry, Words words) {
        var id = entry.objectId();
        var name = words.state("desk.audit.object.", entry.objectType()) + " "
                + (id.length() == UUID_LENGTH ? Words.shortened(UUID.fromString(id)) : id);
        var page = PAGES.get(entry.objectType());
        return page == null ? words.text(name) : words.text(name).to(page + id);
    }
}
