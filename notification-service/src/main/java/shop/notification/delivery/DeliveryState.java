package shop.notification.delivery;

/** How far a delivery is. */
public enum DeliveryState {
    /** To be sent, for the first time or again. */
    PENDING,
    /** Taken over by the mail server, or by Twilio. */
    SENT,
    /** Given up: refused for good, or tried too often. */
    FAILED,
    /** Not sent, because the customer does not want it. */
    UNWANTED
}
