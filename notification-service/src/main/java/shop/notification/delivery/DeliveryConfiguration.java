package shop.notification.delivery;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import shop.http.retention.Retention;
import shop.notification.config.NotificationProperties;

@Configuration(proxyBeanMethods = false)
class DeliveryConfiguration {

    @Bean
    Retention deliveryRetention(Deliveries deliveries, NotificationProperties properties) {
        return new Retention("ended deliveries", properties.deliveries().retention(), deliveries::deleteFinished);
    }
}
