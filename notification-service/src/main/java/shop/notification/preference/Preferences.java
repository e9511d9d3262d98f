package shop.notification.preference;

/**
 * By which ways a customer wants to be told besides in the shop.
 *
 * @param version rises with every change; 0 while the customer has said nothing
 */
public record Preferences(boolean email, long version) {

    static final Preferences DEFAULT = new Preferences(true, 0);
}
