package shop.order.application;

import java.time.Duration;

/**
 * How long order-service waits for money.
 *
 * @param reservation how long an order may be paid
 * @param extension how much longer, once, when somebody begins to pay; zero for never
 * @param holdGrace how long after the last moment at which an order may be paid its stock is held, if nobody ends it before
 * @param callsBeginWithin how long after a request has come it may begin to call another service
 * @param limits how much one customer may hold without having paid
 */
public record OrderPolicy(
        Duration reservation,
        Duration extension,
        Duration holdGrace,
        Duration callsBeginWithin,
        ReservationLimits limits) {

    /** How long an order may be paid, if somebody begins to pay it in time. */
    Duration longestReservation() {
        return reservation.plus(extension);
    }
}
