package shop.order.training;

import java.time.Instant;
import shop.order.domain.risk.RiskFeatures;

/**
 * One order to learn from or to be measured by.
 *
 * @param kind what kind of order it is, for the report
 * @param amountMinor what it cost
 */
record Sample(RiskFeatures features, boolean label, String kind, long amountMinor, Instant at) {}
