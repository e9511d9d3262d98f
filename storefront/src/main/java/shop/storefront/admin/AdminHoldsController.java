package shop.storefront.admin;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import shop.http.query.AcceptsQuery;
import shop.sdk.Operations;
import shop.storefront.admin.Confirmation.Reason;
import shop.storefront.admin.Table.Paging;
import shop.storefront.admin.Views.ListView;
import shop.storefront.shell.Visitor;
import tools.jackson.databind.JsonNode;

/** Orders on hold: a person looks at why, and lets them go on or cancels them. */
@Controller
class AdminHoldsController {

    private static final String PATH = "/admin/holds";
    private static final int ROWS = 25;

    private final Desk desk;

    AdminHoldsController(Desk desk) {
        this.desk = desk;
    }

    @AcceptsQuery("*")
    @GetMapping(PATH)
    ModelAndView list(@RequestParam(required = false) @Nullable String cursor, Visitor visitor) {
        var words = desk.words(visitor);
        var found = Desk.operations(visitor).riskReviews(cursor, ROWS);
        var query = Query.of(PATH);
        var table = Table.of(
                        words,
                        "desk.holds",
                        Table.columns(
                                words,
                                "order",
                                "held-since",
                                "decide-until",
                                "#score",
                                "why",
                                "customer",
                                "#total",
                                "approve",
                                "reject"),
                        found.items().stream().map(review -> row(review, words)).toList())
                .with(new Paging(
                        words.get("desk.paging.rows", found.items().size()),
                        cursor == null ? null : query.address(),
                        found.nextCursor() == null
                                ? null
                                : query.with("cursor", found.nextCursor()).address()));
        var view = new ListView(words.get("desk.nav.holds"), null, List.of(), null, List.of(), List.of(table));
        return desk.page("list", Section.HOLDS, view.title(), view, visitor);
    }

    private static Table.Row row(Operations.RiskReview review, Words words) {
        var path = PATH + "/" + review.orderId();
        return Table.row(
                words.text(review.number()).to("/admin/orders/" + review.orderId()),
                words.at(review.heldSince()),
                words.at(review.decideUntil()),
                score(review.risk(), words),
                words.text(reasons(review.risk(), words)),
                words.id(review.userId(), "/admin/customers/"),
                words.sum(review.total()),
                words.text(words.get("desk.hold.approve")).to(path + "/approve"),
                words.text(words.get("desk.hold.reject")).to(path + "/reject"));
    }

    private static Table.Cell score(@Nullable JsonNode risk, Words words) {
        return risk == null || !risk.path("score").isNumber()
                ? words.text(null)
                : words.fraction(risk.path("score").doubleValue());
    }

    /** Rules, then what made the score higher. A rule of a model that has no words here speaks for itself, in English. */
    private static @Nullable String reasons(@Nullable JsonNode risk, Words words) {
        return risk == null
                ? null
                : risk.path("reasons")
                        .valueStream()
                        .map(reason -> words.riskReason(
                                reason.path("code").asString(""),
                                reason.path("count").asLong(0),
                                reason.path("text").asString("")))
                        .filter(text -> !text.isBlank())
                        .collect(Collectors.joining("; "));
    }

    @AcceptsQuery("*")
    @GetMapping(PATH + "/{id}/{decision:approve|reject}")
    ModelAndView ask(@PathVariable UUID id, @PathVariable String decision, Visitor visitor) {
        return desk.ask(Section.HOLDS, confirmation(id, decision, "", visitor), visitor);
    }

    @AcceptsQuery("*")
    @PostMapping(PATH + "/{id}/{decision:approve|reject}")
    ModelAndView decide(
            @PathVariable UUID id,
            @PathVariable String decision,
            @RequestParam(defaultValue = "") String reason,
            Visitor visitor) {
        return desk.doIt(
                Section.HOLDS,
                () -> confirmation(id, decision, reason, visitor),
                () -> Desk.operations(visitor).decide(id, decision, reason),
                PATH,
                "desk-hold-" + decision,
                visitor);
    }

    private Confirmation confirmation(UUID id, String decision, String reason, Visitor visitor) {
        var words = desk.words(visitor);
        var order = visitor.shop().orders().order(id).body();
        var key = "desk.hold." + decision;
        return new Confirmation(
                words.get(key + ".question", order.number(), words.money(order.total())),
                List.of(words.get(key + ".consequence")),
                PATH + "/" + id + "/" + decision,
                words.get(key),
                List.of(),
                new Reason(words.get("desk.reason.audit"), reason, true),
                PATH,
                null);
    }
}
