package shop.notification.delivery;

import java.time.Instant;
import java.util.Locale;
import shop.notification.customer.Customer;
import shop.notification.preference.Preferences;

/**
 * One claimed delivery with all that is needed to hand it over.
 *
 * @param startBy no hand-over may begin later: what is left of the lease then is needed for ending one
 */
record Dispatch(
        DeliveryDocument delivery, Customer customer, Preferences preferences, Locale language, Instant startBy) {

    String id() {
        return delivery.id();
    }
}
