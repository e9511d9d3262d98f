package shop.order.domain;

import java.util.List;
import shop.kernel.Money;

/** Priced lines that can become an order: at least one, one per product, in one currency, with a total that can be counted. */
public record Basket(List<OrderLine> lines, Money total) {

    public static final int MAX_LINES = 100;

    public static Basket of(List<OrderLine> lines) {
        if (lines.isEmpty()) {
            throw new OrderException.Empty();
        }
        if (lines.size() > MAX_LINES) {
            throw new OrderException.TooManyLines(lines.size());
        }
        return new Basket(List.copyOf(lines), total(lines));
    }

    private static Money total(List<OrderLine> lines) {
        var currencies = lines.stream()
                .map(line -> line.unitPrice().currency().getCurrencyCode())
                .distinct()
                .sorted()
                .toList();
        if (currencies.size() > 1) {
            throw new OrderException.MixedCurrencies(currencies);
        }
        try {
            return lines.stream().map(OrderLine::total).reduce(Money::plus).orElseThrow();
        } catch (ArithmeticException overflow) {
            throw new OrderException.TotalTooLarge(overflow);
        }
    }
}
