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
import shop.notification.preference.PreferenceBook;
import shop.notification.preference.Preferences;

/** Notifies customers by all their channels. Each write passes over a notice that comes again, so the whole may be repeated after a crash in between. */
@Component
class CustomerNotices {

    private final Messages messages;
    private final Deliveries deliveries;
    private final PreferenceBook preferences;
    private final NotificationProperties properties;

    CustomerNotices(
            Messages messages, Deliveries deliveries, PreferenceBook preferences, NotificationProperties properties) {
        this.messages = messages;
        this.deliveries = deliveries;
        this.preferences = preferences;
        this.properties = properties;
    }

    /** With four calls to the store at most, however many they are. */
    void publish(List<Notice> notices) {
        if (notices.isEmpty()) {
            return;
        }
        var preferences =
                this.preferences.ofAll(notices.stream().map(Notice::userId).collect(Collectors.toSet()));
        var inLanguages = new LinkedHashMap<Notice, Locale>();
        for (var notice : notices) {
            var wanted = preferences.getOrDefault(notice.userId(), Preferences.DEFAULT);
            inLanguages.put(notice, Objects.requireNonNullElse(wanted.language(), properties.defaultLanguage()));
        }
        messages.addAll(inLanguages);
        deliveries.addAll(notices, Channel.EMAIL);
        // Most customers want none, so there is nothing to store for them. Who wants no more when it is sent, gets
        // none.
        if (properties.twilio().isConfigured()) {
            deliveries.addAll(
                    notices.stream()
                            .filter(notice -> preferences
                                    .getOrDefault(notice.userId(), Preferences.DEFAULT)
                                    .sms())
                            .toList(),
                    Channel.SMS);
        }
    }
}
