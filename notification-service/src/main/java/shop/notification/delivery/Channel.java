package shop.notification.delivery;

/** A way to tell customers besides the list in the shop. */
public enum Channel {
    EMAIL,
    SMS
}
