package shop.notification.delivery;

/** How a customer is notified besides the list in the shop. */
public enum Channel {
    EMAIL,
    SMS
}
