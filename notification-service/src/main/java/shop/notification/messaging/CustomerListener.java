package shop.notification.messaging;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.events.EventBatches;
import shop.events.IncomingEvent;
import shop.notification.customer.Customer;
import shop.notification.customer.Customers;
import shop.notification.notice.Notice;
import shop.notification.notice.NoticeKind;

/** Learns who the customers are, and welcomes them. */
@Component
class CustomerListener {

    private static final String REGISTERED = "user.registered.v1";

    private final Customers customers;
    private final CustomerNotifier notices;

    CustomerListener(Customers customers, CustomerNotifier notices) {
        this.customers = customers;
        this.notices = notices;
    }

    @KafkaListener(
            id = "notification-service.user_registered",
            topics = "user_registered",
            containerFactory = EventBatches.FACTORY)
    void on(List<ConsumerRecord<String, @Nullable IncomingEvent>> records) {
        EventBatches.handle(records, event -> event.type().equals(REGISTERED), this::welcome);
    }

    private void welcome(List<IncomingEvent> events) {
        var welcomes = new ArrayList<Notice>();
        for (var event : events) {
            var data = event.dataAs(UserRegistered.class);
            customers.keep(new Customer(data.userId(), data.email(), data.name()), event.aggregateVersion());
            welcomes.add(Notice.ofAccount(event.id(), data.userId(), NoticeKind.WELCOME, data.registeredAt())
                    .within(event.traceparent()));
        }
        notices.publish(welcomes);
    }
}
