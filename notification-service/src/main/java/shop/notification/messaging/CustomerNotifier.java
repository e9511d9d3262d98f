package shop.notification.messaging;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import shop.notification.config.NotificationProperties;
import shop.notification.delivery.Channel;
import shop.notification.delivery.Deliveries;
import shop.notification.message.Messages;
import shop.notification.notice.Notice;
import shop.notification.preference.PreferenceRepository;
import shop.notification.preference.Preferences;

/** Notifies customers by all their channels. Each write passes over a notice that comes again, so the whole may be repeated after a crash in between. */
@Component
class CustomerNotifier {

    private final Messages messages;
    private final Deliveries deliveries;
    private final PreferenceRepository preferences;
    private final NotificationProperties properties;

    CustomerNotifier(
            Messages messages,
            Deliveries deliveries,
            PreferenceRepository preferences,
            NotificationProperties properties) {
        this.messages = messages;
        this.deliveries = deliveries;
        this.preferences = preferences;
        this.properties = properties;
    }

    /** With five calls to the store at most, however many they are. */
    void publish(List<Notice> unnumbered) {
        if (unnumbered.isEmpty()) {
            return;
        }
        var notices = numbered(unnumbered);
        var preferences =
                this.preferences.ofAll(notices.stream().map(Notice::userId).collect(Collectors.toSet()));
        var inLanguages = new LinkedHashMap<Notice, Locale>();
        for (var notice : notices) {
            var wanted = preferences.getOrDefault(notice.userId(), Preferences.DEFAULT);
            inLanguages.put(notice, Objects.requireNonNullElse(wanted.language(), properties.defaultLanguage()));
        }
        messages.addAll(inLanguages);
        var sent = notices.stream().filter(notice -> notice.kind().isSent()).toList();
        if (sent.isEmpty()) {
            return;
        }
        deliveries.addAll(sent, Channel.EMAIL);
        // Most customers want none, so there is nothing to store for them. Who wants no more when it is sent, gets
        // none.
        if (properties.servesSms()) {
            deliveries.addAll(
                    sent.stream()
                            .filter(notice -> preferences
                                    .getOrDefault(notice.userId(), Preferences.DEFAULT)
                                    .sms())
                            .toList(),
                    Channel.SMS);
        }
    }

    /** Customers know an order by its number, which not every event names. */
    private List<Notice> numbered(List<Notice> notices) {
        var orders = notices.stream()
                .filter(notice -> notice.details().number() == null)
                .map(Notice::orderId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        if (orders.isEmpty()) {
            return notices;
        }
        var numbers = messages.numbersOf(orders);
        return notices.stream()
                .map(notice -> notice.withNumber(numbers.get(notice.orderId())))
                .toList();
    }
}
