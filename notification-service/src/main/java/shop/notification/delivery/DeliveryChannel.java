package shop.notification.delivery;

import java.util.List;
import java.util.Map;
import shop.notification.preference.Preferences;

/** Sends notices over one {@link Channel}. */
interface DeliveryChannel {

    Channel channel();

    /** Whether the customer wants to be notified this way, and has said all that is needed for it. */
    boolean isWanted(Preferences preferences);

    /**
     * Hands a batch over, one after the other; one that is not taken keeps no other from being tried.
     *
     * @return why, by delivery, for those that nobody has taken over; somebody has taken over all the others
     */
    Map<String, DeliveryProblem> send(List<Dispatch> batch);
}
