package shop.order.domain.risk;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import shop.order.domain.CustomerId;
import shop.order.domain.OrderId;

/**
 * What was found about an order at one moment.
 *
 * @param addressKey the same for the same address
 * @param cardFingerprint of the card that it was paid with, if that is known
 * @param fraud null if it could not be found in time; then the order passes
 * @param returns how likely the goods come back: for information, it holds no order
 * @param held whether the order was put on hold for it
 */
public record RiskAssessment(
        OrderId order,
        CustomerId customer,
        RiskMoment moment,
        String addressKey,
        @Nullable String cardFingerprint,
        RiskFeatures features,
        @Nullable RiskScore fraud,
        @Nullable RiskScore returns,
        boolean held,
        Instant at) {

    public String note() {
        return fraud == null ? "not assessed in time" : fraud.sentence();
    }
}
