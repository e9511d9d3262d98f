package shop.notification.messaging;

import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.messaging.IncomingEvent;
import shop.notification.customer.Customer;
import shop.notification.customer.Customers;
import shop.notification.notice.Notice;
import shop.notification.notice.NoticeKind;

/** Learns who the customers are, and welcomes them. */
@Component
class CustomerListener {

    private final Customers customers;
    private final CustomerNotices notices;

    CustomerListener(Customers customers, CustomerNotices notices) {
        this.customers = customers;
        this.notices = notices;
    }

    @KafkaListener(id = "notification-service.user_registered", topics = "user_registered")
    void on(IncomingEvent event) {
        switch (event.type()) {
            case "user.registered.v1" -> {
                var data = event.dataAs(UserRegistered.class);
                customers.keep(new Customer(data.userId(), data.email(), data.name()), event.aggregateVersion());
                notices.tell(Notice.ofAccount(event.id(), data.userId(), NoticeKind.WELCOME, data.registeredAt()));
            }
            default -> {} // a type added after this service was built
        }
    }
}
