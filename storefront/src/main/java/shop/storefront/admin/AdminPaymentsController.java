package shop.storefront.admin;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
import shop.kernel.Money;
import shop.sdk.Payments;
import shop.storefront.admin.Confirmation.Hidden;
import shop.storefront.admin.Table.Paging;
import shop.storefront.admin.Views.Action;
import shop.storefront.admin.Views.DetailView;
import shop.storefront.admin.Views.Fact;
import shop.storefront.admin.Views.Link;
import shop.storefront.admin.Views.ListView;
import shop.storefront.shell.Format;
import shop.storefront.shell.Visitor;

/** Payments, their refunds and disputes; and the way to give money back: how much, a page that names the sum, done. */
@Controller
class AdminPaymentsController {

    private static final String PATH = "/admin/payments";
    private static final int ROWS = 25;

    private final Desk desk;

    AdminPaymentsController(Desk desk) {
        this.desk = desk;
    }

    @AcceptsQuery("*")
    @GetMapping(PATH)
    ModelAndView list(@RequestParam(required = false) @Nullable String cursor, Visitor visitor) {
        var words = desk.words(visitor);
        var found = visitor.shop().payments().list(cursor, ROWS);
        var query = Query.of(PATH);
        var table = Table.of(
                        words,
                        "desk.payments",
                        Table.columns(words, "payment", "created", "status", "method", "order", "#amount", "#refunded"),
                        found.items().stream()
                                .map(payment -> Table.row(
                                        words.id(payment.id(), PATH + "/"),
                                        words.at(payment.createdAt()),
                                        words.state(payment.status()),
                                        words.text(words.state("desk.method.", payment.method())),
                                        words.id(payment.orderId(), "/admin/orders/"),
                                        words.sum(payment.amount()),
                                        words.sum(payment.refunded())))
                                .toList())
                .with(new Paging(
                        words.get("desk.paging.rows", found.items().size()),
                        cursor == null ? null : query.address(),
                        found.nextCursor() == null
                                ? null
                                : query.with("cursor", found.nextCursor()).address()));
        var view = new ListView(words.get("desk.nav.payments"), null, List.of(), null, List.of(), List.of(table));
        return desk.page("list", Section.PAYMENTS, view.title(), view, visitor);
    }

    @AcceptsQuery("*")
    @GetMapping(PATH + "/{id}")
    ModelAndView show(@PathVariable UUID id, Visitor visitor) {
        var words = desk.words(visitor);
        var payment = visitor.shop().payments().payment(id);
        var refunds = visitor.shop().payments().refunds(id).items();
        var disputes = Objects.requireNonNullElse(payment.disputes(), List.<Payments.Dispute>of());
        var actions = new ArrayList<Action>();
        if (left(payment, refunds).amountMinor() > 0 && isPaid(payment)) {
            actions.add(Action.danger(words.get("desk.payment.refund"), PATH + "/" + id + "/refund"));
        }
        var warnings = disputes.stream()
                .filter(dispute -> dispute.state().equals("NEEDS_RESPONSE"))
                .map(dispute -> words.get("desk.payment.disputed", words.money(dispute.amount())))
                .toList();
        var view = new DetailView(
                words.get("desk.payment.title", words.money(payment.amount())),
                new Link(words.get("desk.nav.payments"), PATH),
                List.of(words.state(payment.status())),
                actions,
                warnings,
                facts(payment, words),
                List.of(refunds(refunds, words), disputes(disputes, words)),
                null,
                List.of());
        return desk.page("detail", Section.PAYMENTS, view.title(), view, visitor);
    }

    private static List<Fact> facts(Payments.Payment payment, Words words) {
        return List.of(
                new Fact(words.get("desk.column.amount"), words.sum(payment.amount())),
                new Fact(words.get("desk.column.refunded"), words.sum(payment.refunded())),
                new Fact(words.get("desk.column.order"), words.id(payment.orderId(), "/admin/orders/")),
                new Fact(
                        words.get("desk.column.method"),
                        words.text(words.state("desk.method.", payment.method()) + ", "
                                + words.state("desk.provider.", payment.provider()))),
                new Fact(words.get("desk.column.created"), words.at(payment.createdAt())),
                new Fact(words.get("desk.column.changed"), words.at(payment.changedAt())),
                new Fact(words.get("desk.column.failure"), words.text(words.failure(payment.failureCode()))));
    }

    private static Table refunds(List<Payments.Refund> refunds, Words words) {
        return Table.of(
                words,
                "desk.refunds",
                Table.columns(words, "created", "status", "reason", "by", "#amount"),
                refunds.stream()
                        .map(refund -> Table.row(
                                words.at(refund.createdAt()),
                                words.state(refund.status()),
                                words.text(refund.reason()),
                                words.id(refund.requestedBy(), "/admin/customers/"),
                                words.sum(refund.amount())))
                        .toList());
    }

    private static Table disputes(List<Payments.Dispute> disputes, Words words) {
        return Table.of(
                words,
                "desk.disputes",
                Table.columns(words, "created", "status", "reason", "due", "#amount"),
                disputes.stream()
                        .map(dispute -> Table.row(
                                words.at(dispute.openedAt()),
                                words.state(dispute.state()),
                                words.text(words.failure(dispute.reason())),
                                words.at(dispute.evidenceDue()),
                                words.sum(dispute.amount())))
                        .toList());
    }

    // Refunds

    /**
     * How much is to be given back.
     *
     * @param amount as it was typed
     * @param refusal what is wrong with it
     */
    public record RefundView(
            String title,
            String action,
            String left,
            String currency,
            String amount,
            String reason,
            @Nullable String refusal,
            Link back) {}

    @AcceptsQuery("*")
    @GetMapping(PATH + "/{id}/refund")
    ModelAndView askHowMuch(@PathVariable UUID id, Visitor visitor) {
        var payment = visitor.shop().payments().payment(id);
        var left = left(payment, visitor.shop().payments().refunds(id).items());
        return howMuch(payment, left, Format.plain(left), "", null, visitor);
    }

    private ModelAndView howMuch(
            Payments.Payment payment,
            Money left,
            String amount,
            String reason,
            @Nullable String refusal,
            Visitor visitor) {
        var words = desk.words(visitor);
        var number = number(payment, visitor);
        var view = new RefundView(
                words.get("desk.refund.title", number),
                PATH + "/" + payment.id() + "/refund/confirm",
                words.money(left),
                left.currency().getCurrencyCode(),
                amount,
                reason,
                refusal,
                new Link(words.get("desk.order.title", number), "/admin/orders/" + payment.orderId()));
        return desk.page(
                "refund",
                Section.PAYMENTS,
                view.title(),
                view,
                visitor,
                refusal == null ? HttpStatus.OK : HttpStatus.UNPROCESSABLE_CONTENT);
    }

    /** Asks with the sum in the question. The address holds what was typed, so nothing is done yet and going back is safe. */
    @AcceptsQuery("*")
    @GetMapping(PATH + "/{id}/refund/confirm")
    ModelAndView askToRefund(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String amount,
            @RequestParam(defaultValue = "") String reason,
            Visitor visitor) {
        var words = desk.words(visitor);
        var payment = visitor.shop().payments().payment(id);
        var left = left(payment, visitor.shop().payments().refunds(id).items());
        var minor = minor(amount, left);
        if (minor == null || minor < 1 || minor > left.amountMinor()) {
            return howMuch(payment, left, amount, reason, words.get("desk.refund.range", words.money(left)), visitor);
        }
        if (reason.isBlank()) {
            return howMuch(payment, left, amount, reason, words.get("desk.refund.no-reason"), visitor);
        }
        return desk.ask(Section.PAYMENTS, refund(payment, minor, reason, Desk.newKey(), visitor), visitor);
    }

    @AcceptsQuery("*")
    @PostMapping(PATH + "/{id}/refund")
    ModelAndView refund(
            @PathVariable UUID id,
            @RequestParam long amountMinor,
            @RequestParam String reason,
            @RequestParam String key,
            Visitor visitor) {
        var payment = visitor.shop().payments().payment(id);
        return desk.doIt(
                Section.PAYMENTS,
                () -> refund(payment, amountMinor, reason, Desk.newKey(), visitor),
                () -> visitor.shop().payments().refund(id, amountMinor, reason, key),
                PATH + "/" + id,
                "desk-refunded",
                visitor);
    }

    private Confirmation refund(Payments.Payment payment, long minor, String reason, String key, Visitor visitor) {
        var words = desk.words(visitor);
        var sum = words.money(new Money(minor, payment.amount().currency()));
        return new Confirmation(
                words.get("desk.refund.question", sum, number(payment, visitor)),
                List.of(words.get("desk.refund.consequence"), words.get("desk.refund.reason-given", reason)),
                PATH + "/" + payment.id() + "/refund",
                words.get("desk.refund.action", sum),
                List.of(
                        new Hidden("amountMinor", Long.toString(minor)),
                        new Hidden("reason", reason),
                        new Hidden("key", key)),
                null,
                "/admin/orders/" + payment.orderId(),
                null);
    }

    private static String number(Payments.Payment payment, Visitor visitor) {
        return visitor.shop().orders().order(payment.orderId()).body().number();
    }

    private static boolean isPaid(Payments.Payment payment) {
        return payment.status().equals("PAID") || payment.status().equals("PARTIALLY_REFUNDED");
    }

    /** What has not been given back, nor is on its way. */
    private static Money left(Payments.Payment payment, List<Payments.Refund> refunds) {
        var given = refunds.stream()
                .filter(refund ->
                        refund.status().equals("PENDING") || refund.status().equals("SUCCEEDED"))
                .mapToLong(refund -> refund.amount().amountMinor())
                .sum();
        return new Money(
                Math.max(0, payment.amount().amountMinor() - given),
                payment.amount().currency());
    }

    /** Of an amount as people write it, with a comma or a point; null if it is none, or is finer than the currency. */
    static @Nullable Long minor(String amount, Money like) {
        try {
            return new BigDecimal(amount.strip().replace(',', '.'))
                    .movePointRight(Math.max(0, like.currency().getDefaultFractionDigits()))
                    .longValueExact();
        } catch (NumberFormatException | ArithmeticException _) {
            return null;
        }
    }
}
