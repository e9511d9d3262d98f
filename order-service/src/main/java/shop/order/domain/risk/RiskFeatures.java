package shop.order.domain.risk;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.order.domain.Basket;
import shop.order.domain.CustomerId;
import shop.order.domain.OrderLine;
import shop.order.domain.ShippingAddress;

/** What is known of an order for a model; a feature that is not known is not in the map, and says nothing. */
public record RiskFeatures(Map<RiskFeature, Double> values) {

    private static final Duration NEW = Duration.ofDays(1);
    private static final int MORNING = 5;
    private static final double MOST_DEVIATIONS = 3;

    /** More say no more: a trial or a business orders so often too. */
    private static final int MOST_COUNTED_ORDERS = 20;

    private static final int MOST_COUNTED_FAILURES = 5;
    private static final int TIME_ORDERED_ID = 7;
    private static final double PERCENT = 100;

    public RiskFeatures {
        var sorted = new EnumMap<RiskFeature, Double>(RiskFeature.class);
        sorted.putAll(values);
        values = Collections.unmodifiableMap(sorted);
    }

    /**
     * What is known when an order is placed.
     *
     * @param account the history of its account
     * @param sharedAddress whether many customers have their parcels sent there, such as a pick-up point: then other accounts say nothing
     * @param usual what the shop usually sells in this currency; null if it has sold too little to say
     * @param zone whose night counts
     */
    public static RiskFeatures placing(
            CustomerId customer,
            Basket basket,
            AccountHistory account,
            boolean sharedAddress,
            @Nullable UsualSums usual,
            Instant now,
            ZoneId zone) {
        var values = new EnumMap<RiskFeature, Double>(RiskFeature.class);
        values.put(RiskFeature.NEW_ACCOUNT, flag(isNew(customer, account, now)));
        values.put(
                RiskFeature.ACCOUNT_ORDERS_LAST_HOUR,
                Math.log1p(Math.min(account.ordersLastHour(), MOST_COUNTED_ORDERS)));
        values.put(
                RiskFeature.ACCOUNT_FAILED_PAYMENTS,
                Math.log1p(Math.min(account.failedLastDay(), MOST_COUNTED_FAILURES)));
        values.put(RiskFeature.ADDRESS_ACCOUNTS, sharedAddress ? 0 : Math.log1p(account.othersAtAddress()));
        if (usual != null) {
            values.put(
                    RiskFeature.SUM_ABOVE_USUAL,
                    Math.clamp(usual.deviations(basket.total().amountMinor()), 0, MOST_DEVIATIONS));
        }
        values.put(RiskFeature.ODD_HOUR, flag(now.atZone(zone).getHour() < MORNING));
        values.put(RiskFeature.ORDER_VALUE, Math.log1p((double) basket.total().amountMinor()));
        values.put(RiskFeature.LINES, Math.log1p(basket.lines().size()));
        values.put(
                RiskFeature.LARGEST_QUANTITY,
                Math.log1p(basket.lines().stream()
                        .mapToInt(OrderLine::quantity)
                        .max()
                        .orElse(0)));
        values.put(RiskFeature.EARLIER_ORDERS, Math.log1p(account.orders()));
        values.put(
                RiskFeature.EARLIER_RETURN_SHARE,
                account.orders() == 0 ? 0 : (double) account.returned() / account.orders());
        values.put(RiskFeature.EARLIER_RETURNS, Math.log1p(account.returned()));
        return new RiskFeatures(values);
    }

    /**
     * These, and what is known when the order has been paid.
     *
     * @param othersWithCard other accounts that paid with this card; null if the card is not known
     */
    public RiskFeatures paid(PaymentSignals signals, @Nullable Integer othersWithCard, ShippingAddress address) {
        var more = new EnumMap<RiskFeature, Double>(RiskFeature.class);
        more.putAll(values);
        if (othersWithCard != null) {
            more.put(RiskFeature.CARD_ACCOUNTS, Math.log1p(othersWithCard));
        }
        var country = signals.cardCountry();
        if (country != null) {
            more.put(
                    RiskFeature.COUNTRY_MISMATCH,
                    flag(!country.toUpperCase(Locale.ROOT).equals(address.country())));
        }
        var declines = signals.declines();
        if (declines != null) {
            more.put(RiskFeature.DECLINES, Math.log1p(Math.max(0, declines)));
        }
        var score = signals.riskScore();
        if (score != null) {
            more.put(RiskFeature.PROVIDER_SCORE, Math.clamp(score / PERCENT, 0, 1));
        }
        return new RiskFeatures(more);
    }

    /** How many there are of what the feature counts; empty for a feature that counts nothing, or that is not known. */
    public Optional<Long> count(String code) {
        return RiskFeature.of(code)
                .filter(RiskFeature::isCount)
                .map(values::get)
                .map(logarithm -> Math.round(Math.expm1(logarithm)));
    }

    /** How old an account is: its id says when it was made if it is ordered by time, else its first order does. */
    private static boolean isNew(CustomerId customer, AccountHistory account, Instant now) {
        var known = madeAt(customer.value());
        var first = account.firstOrder();
        var oldest = known == null || (first != null && first.isBefore(known)) ? first : known;
        return account.paid() == 0 && (oldest == null || oldest.plus(NEW).isAfter(now));
    }

    private static @Nullable Instant madeAt(UUID id) {
        return id.version() == TIME_ORDERED_ID ? Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16) : null;
    }

    private static double flag(boolean set) {
        return set ? 1 : 0;
    }
}
