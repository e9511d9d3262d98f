package shop.storefront.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import shop.http.query.AcceptsQuery;
import shop.sdk.Operations;
import shop.sdk.ShopApiException;
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

/** Events: those that a consumer could not handle, those that wait to be published, and how far consumers are behind. */
@Controller
class AdminOperationsController {

    private static final String DEAD_LETTERS = "/admin/dead-letters";
    private static final String EVENTS = "/admin/events";
    private static final int ROWS = 25;
    private static final List<String> STATES = List.of("OPEN", "REPLAYING", "REPLAYED", "DISCARDED");
    private static final Set<String> DECIDED = Set.of("REPLAYED", "DISCARDED");

    private final Desk desk;

    AdminOperationsController(Desk desk) {
        this.desk = desk;
    }

    // Dead letters

    @AcceptsQuery("*")
    @GetMapping(DEAD_LETTERS)
    ModelAndView deadLetters(
            @RequestParam(defaultValue = "OPEN") String state,
            @RequestParam(defaultValue = "") String topic,
            @RequestParam(defaultValue = "0") int page,
            Visitor visitor) {
        var words = desk.words(visitor);
        var known = STATES.contains(state) ? state : "";
        var query = Query.of(DEAD_LETTERS)
                .with("state", known.isEmpty() ? "ANY" : known.equals("OPEN") ? null : known)
                .with("topic", topic);
        var found = Desk.operations(visitor)
                .deadLetters(known.isEmpty() ? null : known, topic.isBlank() ? null : topic, Math.max(0, page), ROWS);
        var table = Table.of(
                        words,
                        "desk.dead-letters",
                        Table.columns(words, "record", "failed", "consumer", "cause", "status", "#size"),
                        found.items().stream().map(letter -> row(letter, words)).toList())
                .with(AdminStockController.paging(found.page(), found.totalPages(), query, words));
        var states = new ArrayList<Option>();
        states.add(new Option("ANY", words.get("desk.filter.any"), known.isEmpty()));
        STATES.forEach(one -> states.add(new Option(one, words.state("desk.state.", one), one.equals(known))));
        var chips = topic.isBlank()
                ? List.<Chip>of()
                : List.of(new Chip(topic, query.with("topic", null).address()));
        var view = new ListView(
                words.get("desk.nav.dead-letters"),
                null,
                List.of(),
                new Search(
                        DEAD_LETTERS,
                        List.of(
                                new Input("state", words.get("desk.column.status"), "select", known, states),
                                new Input("topic", words.get("desk.column.topic"), "search", topic, List.of())),
                        List.of()),
                chips,
                List.of(table));
        return desk.page("list", Section.DEAD_LETTERS, view.title(), view, visitor);
    }

    private static Table.Row row(Operations.DeadLetter letter, Words words) {
        return Table.row(
                words.text(place(letter)).to(DEAD_LETTERS + "/" + letter.id()),
                words.at(letter.failedAt()),
                words.text(letter.consumerGroup()),
                words.text(simple(letter.exception())),
                words.state(letter.state()),
                words.figure(letter.size()));
    }

    private static String place(Operations.DeadLetter letter) {
        return letter.topic() + " " + letter.partition() + "/" + letter.offset();
    }

    private static @Nullable String simple(@Nullable String exception) {
        return exception == null ? null : exception.substring(exception.lastIndexOf('.') + 1);
    }

    @AcceptsQuery("*")
    @GetMapping(DEAD_LETTERS + "/{id}")
    ModelAndView deadLetter(@PathVariable UUID id, Visitor visitor) {
        var words = desk.words(visitor);
        var content = Desk.operations(visitor).deadLetter(id);
        var letter = content.deadLetter();
        var path = DEAD_LETTERS + "/" + id;
        var actions = DECIDED.contains(letter.state())
                ? List.<Action>of()
                : List.of(
                        Action.main(words.get("desk.dead-letter.replay"), path + "/replay"),
                        Action.danger(words.get("desk.dead-letter.discard"), path + "/discard"));
        var payload = content.payload();
        var view = new DetailView(
                words.get("desk.dead-letter.title", place(letter)),
                new Link(words.get("desk.nav.dead-letters"), DEAD_LETTERS),
                List.of(words.state(letter.state())),
                actions,
                payload != null && payload.truncated() ? List.of(words.get("desk.dead-letter.truncated")) : List.of(),
                List.of(
                        new Fact(words.get("desk.column.consumer"), words.text(letter.consumerGroup())),
                        new Fact(words.get("desk.column.cause"), words.text(content.cause())),
                        new Fact(words.get("desk.column.exception"), words.text(letter.exception())),
                        new Fact(words.get("desk.column.key"), words.text(letter.key())),
                        new Fact(words.get("desk.column.failed"), words.at(letter.failedAt()))),
                List.of(Table.of(
                        words,
                        "desk.headers",
                        Table.columns(words, "name", "value"),
                        content.headers().stream()
                                .map(header -> Table.row(words.text(header.name()), words.text(header.value())))
                                .toList())),
                payload == null ? null : payload.content(),
                letter.actions().stream()
                        .map(action -> new Step(
                                words.time(action.at()),
                                action.at().toString(),
                                words.state("desk.dead-letter.done.", action.action()),
                                Words.shortened(action.by())))
                        .toList());
        return desk.page("detail", Section.DEAD_LETTERS, view.title(), view, visitor);
    }

    @AcceptsQuery("*")
    @GetMapping(DEAD_LETTERS + "/{id}/{deed:replay|discard}")
    ModelAndView askAboutDeadLetter(@PathVariable UUID id, @PathVariable String deed, Visitor visitor) {
        return desk.ask(Section.DEAD_LETTERS, deadLetterConfirmation(id, deed, visitor), visitor);
    }

    @AcceptsQuery("*")
    @PostMapping(DEAD_LETTERS + "/{id}/{deed:replay|discard}")
    ModelAndView decideAboutDeadLetter(@PathVariable UUID id, @PathVariable String deed, Visitor visitor) {
        return desk.doIt(
                Section.DEAD_LETTERS,
                () -> deadLetterConfirmation(id, deed, visitor),
                () -> {
                    if (deed.equals("replay")) {
                        Desk.operations(visitor).replayDeadLetter(id);
                    } else {
                        Desk.operations(visitor).discardDeadLetter(id);
                    }
                },
                DEAD_LETTERS + "/" + id,
                "desk-dead-letter-" + deed,
                visitor);
    }

    private Confirmation deadLetterConfirmation(UUID id, String deed, Visitor visitor) {
        var words = desk.words(visitor);
        var letter = Desk.operations(visitor).deadLetter(id).deadLetter();
        var key = "desk.dead-letter." + deed;
        return new Confirmation(
                words.get(key + ".question", place(letter)),
                List.of(words.get(key + ".consequence")),
                DEAD_LETTERS + "/" + id + "/" + deed,
                words.get(key),
                List.of(),
                null,
                DEAD_LETTERS + "/" + id,
                null);
    }

    // Events

    @AcceptsQuery("*")
    @GetMapping(EVENTS)
    ModelAndView events(Visitor visitor) {
        var words = desk.words(visitor);
        var operations = Desk.operations(visitor);
        var outboxes = operations.outboxes();
        var parked = operations.parkedEvents();
        var missing = new ArrayList<>(outboxes.unavailable());
        List<Operations.ConsumerGroup> consumers;
        try {
            consumers = operations.consumers();
        } catch (ShopApiException _) {
            consumers = List.of();
            missing.add(words.get("desk.events.broker"));
        }
        var view = new ListView(
                words.get("desk.nav.events"),
                missing.isEmpty() ? null : words.get("desk.unavailable", String.join(", ", missing)),
                List.of(),
                null,
                List.of(),
                List.of(parked(parked.items(), words), outboxes(outboxes.items(), words), consumers(consumers, words)));
        return desk.page("list", Section.EVENTS, view.title(), view, visitor);
    }

    private static Table outboxes(List<Operations.Outbox> outboxes, Words words) {
        return Table.of(
                words,
                "desk.outboxes",
                Table.columns(words, "service", "instance", "#pending", "oldest", "#parked"),
                outboxes.stream()
                        .map(outbox -> Table.row(
                                words.text(outbox.service()),
                                words.text(outbox.instance()),
                                words.figure(outbox.pending()),
                                words.at(outbox.oldestAt()),
                                words.figure(outbox.parked())))
                        .toList());
    }

    private static Table parked(List<Operations.ParkedEvent> events, Words words) {
        return Table.of(
                words,
                "desk.parked",
                Table.columns(words, "topic", "service", "parked-at", "cause", "release", "discard"),
                events.stream()
                        .map(event -> Table.row(
                                words.text(event.topic()),
                                words.text(event.service()),
                                words.at(event.parkedAt()),
                                words.text(event.error()),
                                words.text(words.get("desk.parked.release"))
                                        .to(parked(event.service(), event.id(), "release")),
                                words.text(words.get("desk.parked.discard"))
                                        .to(parked(event.service(), event.id(), "discard"))))
                        .toList());
    }

    private static String parked(String service, UUID id, String deed) {
        return EVENTS + "/parked/" + service + "/" + id + "/" + deed;
    }

    private static Table consumers(List<Operations.ConsumerGroup> groups, Words words) {
        return Table.of(
                words,
                "desk.consumers",
                Table.columns(words, "consumer", "status", "#members", "#lag"),
                groups.stream()
                        .map(group -> Table.row(
                                words.text(group.group()),
                                words.text(words.state("desk.group.", group.state())),
                                words.figure(group.members()),
                                words.figure(group.lag())))
                        .toList());
    }

    @AcceptsQuery("*")
    @GetMapping(EVENTS + "/parked/{service:[a-z-]{1,40}}/{id}/{deed:release|discard}")
    ModelAndView askAboutEvent(
            @PathVariable String service, @PathVariable UUID id, @PathVariable String deed, Visitor visitor) {
        return desk.ask(Section.EVENTS, eventConfirmation(service, id, deed, visitor), visitor);
    }

    @AcceptsQuery("*")
    @PostMapping(EVENTS + "/parked/{service:[a-z-]{1,40}}/{id}/{deed:release|discard}")
    ModelAndView decideAboutEvent(
            @PathVariable String service, @PathVariable UUID id, @PathVariable String deed, Visitor visitor) {
        return desk.doIt(
                Section.EVENTS,
                () -> eventConfirmation(service, id, deed, visitor),
                () -> {
                    if (deed.equals("release")) {
                        Desk.operations(visitor).releaseParkedEvent(service, id);
                    } else {
                        Desk.operations(visitor).discardParkedEvent(service, id);
                    }
                },
                EVENTS,
                "desk-event-" + deed,
                visitor);
    }

    private Confirmation eventConfirmation(String service, UUID id, String deed, Visitor visitor) {
        var words = desk.words(visitor);
        var key = "desk.parked." + deed;
        return new Confirmation(
                words.get(key + ".question", Words.shortened(id), service),
                List.of(words.get(key + ".consequence")),
                parked(service, id, deed),
                words.get(key),
                List.of(),
                null,
                EVENTS,
                null);
    }
}
