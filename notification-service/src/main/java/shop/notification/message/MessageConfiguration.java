package shop.notification.message;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import shop.http.retention.Retention;
import shop.notification.config.NotificationProperties;

@Configuration(proxyBeanMethods = false)
class MessageConfiguration {

    @Bean
    Retention messageRetention(Messages messages, NotificationProperties properties) {
        return new Retention("messages", properties.messageRetention(), messages::deleteBefore);
    }
}
