package shop.storefront.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.ModelAndView;
import shop.http.query.AcceptsQuery;
import shop.sdk.Operations;
import shop.storefront.admin.Confirmation.Hidden;
import shop.storefront.admin.Confirmation.Reason;
import shop.storefront.admin.Views.Action;
import shop.storefront.admin.Views.DetailView;
import shop.storefront.admin.Views.Fact;
import shop.storefront.admin.Views.Link;
import shop.storefront.admin.Views.ListView;
import shop.storefront.shell.Visitor;

/** Where the books disagree, and what mends it: repaired by the service that knows how, or acknowledged by a person. */
@Controller
class AdminReconciliationController {

    private static final String PATH = "/admin/reconciliation";
    private static final int ROWS = 25;

    /** The drifts that are open are few; one is looked for among them. */
    private static final int ALL = 100;

    private static final String BY_HAND = "none";

    private final Desk desk;

    AdminReconciliationController(Desk desk) {
        this.desk = desk;
    }

    @AcceptsQuery("*")
    @GetMapping(PATH)
    ModelAndView report(@RequestParam(defaultValue = "0") int page, Visitor visitor) {
        var words = desk.words(visitor);
        var report = Desk.operations(visitor).reconciliation(Math.max(0, page), ROWS);
        var drifts = report.drifts();
        var table = Table.of(
                        words,
                        "desk.drifts",
                        Table.columns(words, "drift", "status", "order", "#expected", "#found", "since", "detail"),
                        drifts.items().stream().map(drift -> row(drift, words)).toList())
                .with(AdminStockController.paging(drifts.page(), drifts.totalPages(), Query.of(PATH), words));
        var view = new ListView(
                words.get("desk.nav.reconciliation"),
                lead(report, words),
                List.of(Action.now(words.get("desk.reconcile"), PATH + "/runs")),
                null,
                List.of(),
                List.of(table));
        return desk.page("list", Section.RECONCILIATION, view.title(), view, visitor);
    }

    private static String lead(Operations.Reconciliation report, Words words) {
        var run = report.run();
        if (run == null) {
            return words.get("desk.reconciliation.never");
        }
        var missing = Objects.requireNonNullElse(run.unavailable(), List.<String>of());
        return missing.isEmpty()
                ? words.get("desk.reconciliation.last", words.time(run.endedAt()))
                : words.get("desk.reconciliation.partial", words.time(run.endedAt()), String.join(", ", missing));
    }

    private static Table.Row row(Operations.Drift drift, Words words) {
        return Table.row(
                words.text(words.state("desk.drift.", drift.kind())).to(PATH + "/drifts/" + drift.id()),
                words.state(drift.state()),
                words.id(drift.orderId(), "/admin/orders/"),
                words.sum(drift.expected()),
                words.sum(drift.found()),
                words.at(drift.since()),
                words.text(drift.detail()));
    }

    @AcceptsQuery("*")
    @PostMapping(PATH + "/runs")
    ModelAndView run(Visitor visitor) {
        Desk.operations(visitor).reconcile();
        return Desk.done(PATH, "desk-reconcile");
    }

    @AcceptsQuery("*")
    @GetMapping(PATH + "/drifts/{id}")
    ModelAndView drift(@PathVariable UUID id, Visitor visitor) {
        var words = desk.words(visitor);
        var drift = find(id, visitor);
        var path = PATH + "/drifts/" + id;
        var actions = new ArrayList<Action>();
        if (drift.state().equals("OPEN")) {
            if (!drift.repair().kind().equals(BY_HAND)) {
                actions.add(Action.main(words.get("desk.drift.repair"), path + "/repair"));
            }
            actions.add(Action.open(words.get("desk.drift.acknowledge"), path + "/acknowledge"));
        }
        var view = new DetailView(
                words.state("desk.drift.", drift.kind()),
                new Link(words.get("desk.nav.reconciliation"), PATH),
                List.of(words.state(drift.state())),
                actions,
                List.of(),
                List.of(
                        new Fact(words.get("desk.column.detail"), words.text(drift.detail())),
                        new Fact(words.get("desk.column.expected"), words.sum(drift.expected())),
                        new Fact(words.get("desk.column.found"), words.sum(drift.found())),
                        new Fact(words.get("desk.column.order"), words.id(drift.orderId(), "/admin/orders/")),
                        new Fact(words.get("desk.column.payment"), words.id(drift.paymentId(), "/admin/payments/")),
                        new Fact(words.get("desk.column.since"), words.at(drift.since())),
                        new Fact(words.get("desk.column.last-seen"), words.at(drift.lastSeen())),
                        new Fact(
                                words.get("desk.column.repair"),
                                words.text(words.state(
                                        "desk.repair.", drift.repair().kind())))),
                List.of(),
                null,
                List.of());
        return desk.page("detail", Section.RECONCILIATION, view.title(), view, visitor);
    }

    private static Operations.Drift find(UUID id, Visitor visitor) {
        return Desk.operations(visitor).reconciliation(0, ALL).drifts().items().stream()
                .filter(drift -> drift.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    @AcceptsQuery("*")
    @GetMapping(PATH + "/drifts/{id}/repair")
    ModelAndView askToRepair(@PathVariable UUID id, Visitor visitor) {
        return desk.ask(Section.RECONCILIATION, repair(id, visitor), visitor);
    }

    @AcceptsQuery("*")
    @PostMapping(PATH + "/drifts/{id}/repair")
    ModelAndView repairNow(@PathVariable UUID id, Visitor visitor) {
        return desk.doIt(
                Section.RECONCILIATION,
                () -> repair(id, visitor),
                () -> Desk.operations(visitor).repairDrift(id),
                PATH,
                "desk-repaired",
                visitor);
    }

    private Confirmation repair(UUID id, Visitor visitor) {
        var words = desk.words(visitor);
        var drift = find(id, visitor);
        var sum = drift.expected() == null ? words.text(null).text() : words.money(drift.expected());
        return new Confirmation(
                words.get("desk.drift.repair.question", words.state("desk.drift.", drift.kind()), sum),
                List.of(words.state("desk.repair.", drift.repair().kind()), drift.detail()),
                PATH + "/drifts/" + id + "/repair",
                words.get("desk.drift.repair"),
                List.of(),
                null,
                PATH + "/drifts/" + id,
                null);
    }

    @AcceptsQuery("*")
    @GetMapping(PATH + "/drifts/{id}/acknowledge")
    ModelAndView askToAcknowledge(@PathVariable UUID id, Visitor visitor) {
        return desk.ask(Section.RECONCILIATION, acknowledgement(id, "", visitor), visitor);
    }

    @AcceptsQuery("*")
    @PostMapping(PATH + "/drifts/{id}/acknowledge")
    ModelAndView acknowledge(@PathVariable UUID id, @RequestParam(defaultValue = "") String reason, Visitor visitor) {
        return desk.doIt(
                Section.RECONCILIATION,
                () -> acknowledgement(id, reason, visitor),
                () -> Desk.operations(visitor).acknowledgeDrift(id, reason),
                PATH,
                "desk-acknowledged",
                visitor);
    }

    private Confirmation acknowledgement(UUID id, String reason, Visitor visitor) {
        var words = desk.words(visitor);
        var drift = find(id, visitor);
        return new Confirmation(
                words.get("desk.drift.acknowledge.question", words.state("desk.drift.", drift.kind())),
                List.of(words.get("desk.drift.acknowledge.consequence"), drift.detail()),
                PATH + "/drifts/" + id + "/acknowledge",
                words.get("desk.drift.acknowledge"),
                List.<Hidden>of(),
                new Reason(words.get("desk.reason.audit"), reason, true),
                PATH + "/drifts/" + id,
                null);
    }
}
