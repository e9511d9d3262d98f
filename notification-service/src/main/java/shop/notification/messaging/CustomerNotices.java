package shop.notification.messaging;

import org.springframework.stereotype.Component;
import shop.notification.delivery.Deliveries;
import shop.notification.message.Messages;
import shop.notification.notice.Notice;

/** Tells a customer by all ways. Each write knows a notice that comes again, so the whole may be repeated after a crash in between. */
@Component
class CustomerNotices {

    private final Messages messages;
    private final Deliveries deliveries;

    CustomerNotices(Messages messages, Deliveries deliveries) {
        this.messages = messages;
        this.deliveries = deliveries;
    }

    void tell(Notice notice) {
        messages.add(notice);
        deliveries.add(notice);
    }
}
