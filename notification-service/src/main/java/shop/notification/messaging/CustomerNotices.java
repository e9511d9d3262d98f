package shop.notification.messaging;

import java.util.Objects;
import org.springframework.stereotype.Component;
import shop.notification.config.NotificationProperties;
import shop.notification.delivery.Channel;
import shop.notification.delivery.Deliveries;
import shop.notification.message.Messages;
import shop.notification.notice.Notice;
import shop.notification.preference.PreferenceBook;

/** Tells a customer by all ways. Each write knows a notice that comes again, so the whole may be repeated after a crash in between. */
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

    void tell(Notice notice) {
        var wanted = preferences.of(notice.userId());
        messages.add(notice, Objects.requireNonNullElse(wanted.language(), properties.defaultLanguage()));
        deliveries.add(notice, Channel.EMAIL);
        // Most customers want none, so there is nothing to store for them. Who wants no more when it is sent, gets
        // none.
        if (properties.twilio().isConfigured() && wanted.sms()) {
            deliveries.add(notice, Channel.SMS);
        }
    }
}
