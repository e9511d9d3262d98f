package shop.payment.client;

import java.util.List;
import java.util.stream.Collectors;
import shop.payment.application.OrderLookup;
import shop.payment.domain.Payment;

/**
 * What a buyer reads on a provider's page about what is paid for.
 *
 * @param title the order, as it is called in mails and pages
 * @param lines what was bought, worth the payment's amount together; empty if that is not known
 */
record Purchase(String title, List<OrderLookup.Line> lines) {

    /** All that is known of an order without asking for it. */
    static Purchase unnamed(Payment payment) {
        return new Purchase("Order " + payment.order().value(), List.of());
    }

    /** The order's number and lines. Lines that would show another sum than the one that is charged are left out. */
    static Purchase of(OrderLookup.Order order, Payment payment) {
        var sum = order.lines().stream().mapToLong(Purchase::total).sum();
        var isWhole = sum == payment.amount().amountMinor()
                && order.lines().stream()
                        .map(line -> line.unitPrice().currency())
                        .allMatch(payment.amount().currency()::equals);
        return new Purchase("Order " + order.number(), isWhole ? order.lines() : List.of());
    }

    /** The title and what fits of the lines, for a page that shows no more than a text. */
    String text(int maxLength) {
        if (lines.isEmpty()) {
            return title;
        }
        var all = lines.stream()
                .map(line -> line.quantity() + " × " + line.name())
                .collect(Collectors.joining(", ", title + ": ", ""));
        return shortened(all, maxLength);
    }

    /** The text, cut at a whole character. */
    static String shortened(String text, int maxLength) {
        if (text.length() <= maxLength) {
            return text;
        }
        var end = Character.isHighSurrogate(text.charAt(maxLength - 2)) ? maxLength - 2 : maxLength - 1;
        return text.substring(0, end) + "…";
    }

    private static long total(OrderLookup.Line line) {
        return Math.multiplyExact(line.unitPrice().amountMinor(), line.quantity());
    }
}
