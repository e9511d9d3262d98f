package shop.storefront.admin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import shop.sdk.Orders;
import shop.storefront.admin.Views.Step;

/** One line of time out of what the services know about an order: steps, payments, notifications. */
final class Timelines {

    private Timelines() {}

    private record Moment(
            Instant at, String title, @Nullable String detail) {}

    static List<Step> steps(Orders.Timeline timeline, Words words) {
        var moments = new ArrayList<Moment>();
        for (var step : timeline.items()) {
            moments.add(new Moment(
                    step.at(),
                    words.state("desk.state.", step.status()),
                    joined(words.state("desk.state.", step.paymentStatus()), step.reason(), by(step, words))));
        }
        for (var payment : Objects.requireNonNullElse(timeline.payments(), List.<Orders.PaymentAttempt>of())) {
            moments.add(new Moment(
                    payment.changedAt(),
                    words.get("desk.timeline.payment", payment.attempt(), words.money(payment.amount())),
                    joined(
                            words.state("desk.state.", payment.status()),
                            words.failure(payment.failureCode()),
                            words.state("desk.method.", payment.method()))));
        }
        for (var notification :
                Objects.requireNonNullElse(timeline.notifications(), List.<Orders.SentNotification>of())) {
            moments.add(new Moment(
                    notification.createdAt(),
                    words.get("desk.timeline.notification", words.state("desk.notice.", notification.kind())),
                    null));
        }
        return moments.stream()
                .sorted(Comparator.comparing(Moment::at))
                .map(moment ->
                        new Step(words.time(moment.at()), moment.at().toString(), moment.title(), moment.detail()))
                .toList();
    }

    private static @Nullable String by(Orders.Step step, Words words) {
        return step.actor() == null ? null : words.get("desk.timeline.by", words.state("desk.actor.", step.actor()));
    }

    private static @Nullable String joined(@Nullable String... parts) {
        var said = new ArrayList<String>();
        for (var part : parts) {
            if (part != null && !part.isBlank()) {
                said.add(part);
            }
        }
        return said.isEmpty() ? null : String.join(" \u00b7 ", said);
    }
}
