package shop.notification.delivery;

import java.util.Locale;
import shop.notification.customer.Customer;
import shop.notification.notice.Notice;
import shop.notification.preference.Preferences;

/** Carries notices one way. */
interface Carrier {

    Channel channel();

    /** Whether the customer wants to be told this way, and has said all that is needed for it. */
    boolean isWanted(Preferences preferences);

    /**
     * Returns when somebody has taken the notice over.
     *
     * @throws DeliveryException if nobody has
     */
    void send(String deliveryId, Notice notice, Customer customer, Preferences preferences, Locale language);
}
