package shop.order.domain.risk;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a model may look at. Counts are logarithms of one more than the count, so that the tenth matters less than the second. */
public enum RiskFeature {
    NEW_ACCOUNT(false, "the account is younger than a day and has never paid an order"),
    ACCOUNT_ORDERS_LAST_HOUR(true, "orders of this account within the last hour"),
    ACCOUNT_FAILED_PAYMENTS(true, "orders of this account whose payment failed within the last day"),
    ADDRESS_ACCOUNTS(true, "other accounts that ordered to this address within the last day"),
    SUM_ABOVE_USUAL(false, "the sum is far above what the shop usually sells, in standard deviations of its logarithm"),
    ODD_HOUR(false, "placed between midnight and five in the morning"),
    CARD_ACCOUNTS(true, "other accounts that paid with this card within the last week"),
    COUNTRY_MISMATCH(false, "the card is of another country than the address"),
    DECLINES(true, "attempts to pay this order that were declined"),
    PROVIDER_SCORE(false, "the payment provider's own score, from 0 to 1"),
    ORDER_VALUE(false, "the sum, as a logarithm of minor units"),
    LINES(true, "lines of the order"),
    LARGEST_QUANTITY(true, "the largest quantity of one line"),
    EARLIER_ORDERS(true, "earlier orders of this account"),
    EARLIER_RETURNS(true, "earlier orders of this account that were given back"),
    EARLIER_RETURN_SHARE(false, "share of the account's earlier orders that were given back");

    private final boolean count;
    private final String text;

    RiskFeature(boolean count, String text) {
        this.count = count;
        this.text = text;
    }

    /** Whether its value is the logarithm of one more than a count. */
    public boolean isCount() {
        return count;
    }

    /** In a sentence for staff. */
    public String text() {
        return text;
    }

    /** Its name in a model file and in answers. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<RiskFeature> of(String code) {
        return Arrays.stream(values())
                .filter(feature -> feature.code().equals(code))
                .findFirst();
    }
}
