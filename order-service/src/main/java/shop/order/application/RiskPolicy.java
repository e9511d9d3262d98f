package shop.order.application;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import shop.order.domain.risk.PaymentSignals;
import shop.order.domain.risk.RiskModel;

/**
 * How orders are assessed.
 *
 * @param fraud whose score can put an order on hold
 * @param returns whose score is shown to staff and holds nothing
 * @param threshold an order with this fraud score or a higher one is held
 * @param deadline how long an order waits for its assessment; then it passes
 * @param holdTime how long an order waits for a decision; then it is cancelled
 * @param zone whose night counts
 * @param sharedAddresses keys of addresses that many customers share, such as pick-up points
 * @param sharedCards how the fingerprints of cards begin that many customers share, such as a provider's test cards
 */
public record RiskPolicy(
        boolean enabled,
        RiskModel fraud,
        RiskModel returns,
        double threshold,
        Duration deadline,
        Duration holdTime,
        ZoneId zone,
        Set<String> sharedAddresses,
        List<String> sharedCards) {

    public RiskPolicy {
        sharedAddresses = Set.copyOf(sharedAddresses);
        sharedCards = List.copyOf(sharedCards);
    }

    boolean isShared(String addressKey) {
        return sharedAddresses.contains(addressKey);
    }

    /** The card by which accounts are counted; null for one that many share, or that is not known. */
    @Nullable String counted(@Nullable String cardFingerprint) {
        return isSharedCard(cardFingerprint) ? null : cardFingerprint;
    }

    /** What counts of these signals: where a card was issued that many share says nothing of its holder. */
    PaymentSignals counted(PaymentSignals signals) {
        return isSharedCard(signals.cardFingerprint())
                ? new PaymentSignals(signals.cardFingerprint(), null, signals.declines(), signals.riskScore())
                : signals;
    }

    private boolean isSharedCard(@Nullable String cardFingerprint) {
        return cardFingerprint != null && sharedCards.stream().anyMatch(cardFingerprint::startsWith);
    }
}
