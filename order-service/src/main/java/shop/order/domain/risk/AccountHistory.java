package shop.order.domain.risk;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the account and the address of a new order, without that order; counts stop at some hundred.
 *
 * @param firstOrder when the account ordered first; null for never
 * @param orders how many orders it has placed
 * @param paid how many of them were paid
 * @param returned for how many of them money was given back
 * @param failedLastDay how many within a day have a payment that failed
 * @param othersAtAddress how many other accounts ordered to the same address within a day
 */
public record AccountHistory(
        @Nullable Instant firstOrder,
        int orders,
        int paid,
        int returned,
        int ordersLastHour,
        int failedLastDay,
        int othersAtAddress) {}
