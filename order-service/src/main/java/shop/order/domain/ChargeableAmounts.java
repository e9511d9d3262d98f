package shop.order.domain;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;

/** What sums can be charged: between the bounds of their currency, and in no other currency than those that have bounds. */
public final class ChargeableAmounts {

    /** What card networks carry in most currencies: eight digits. */
    private static final long USUAL_MAXIMUM = 99_999_999;

    private static final Pattern ENTRY = Pattern.compile("([A-Z]{3}):(\\d{1,15})(?:-(\\d{1,15}))?");

    private final Map<String, Bounds> bounds;

    private ChargeableAmounts(Map<String, Bounds> bounds) {
        this.bounds = Collections.unmodifiableMap(bounds);
    }

    /**
     * Reads bounds in minor units such as {@code EUR:50,IDR:1-999999999999}; without a second number the maximum is 99999999.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static ChargeableAmounts parse(String text) {
        var bounds = new LinkedHashMap<String, Bounds>();
        for (var part : text.split(",", -1)) {
            var entry = ENTRY.matcher(part.strip());
            if (!entry.matches()) {
                throw new IllegalArgumentException(
                        "chargeable: '" + part.strip() + "' (expected: such as EUR:50 or EUR:50-99999999)");
            }
            var most = entry.group(3);
            bounds.put(
                    entry.group(1),
                    new Bounds(Long.parseLong(entry.group(2)), most == null ? USUAL_MAXIMUM : Long.parseLong(most)));
        }
        return new ChargeableAmounts(bounds);
    }

    /** Passes a total of 0, for which nobody is charged. */
    public void require(Money total) {
        if (total.amountMinor() == 0) {
            return;
        }
        var known = bounds.get(total.currency().getCurrencyCode());
        if (known == null || total.amountMinor() < known.minimum() || total.amountMinor() > known.maximum()) {
            throw new OrderException.AmountNotChargeable(total, known);
        }
    }

    public Set<String> currencies() {
        return bounds.keySet();
    }

    public @Nullable Bounds of(String currency) {
        return bounds.get(currency);
    }

    /** In minor units; both can be charged. */
    public record Bounds(long minimum, long maximum) {

        public Bounds {
            if (minimum < 1 || maximum < minimum) {
                throw new IllegalArgumentException(
                        "chargeable: " + minimum + "-" + maximum + " (expected: 1 or more, and the maximum not below)");
            }
        }
    }
}
