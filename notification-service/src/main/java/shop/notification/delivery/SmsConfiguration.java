package shop.notification.delivery;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import shop.notification.config.NotificationProperties;
import shop.notification.notice.Wording;

/** Twilio sends short messages where there is an account, a mail server where one is named. */
@Configuration(proxyBeanMethods = false)
class SmsConfiguration {

    @Bean
    DeliveryChannel sms(NotificationProperties properties, Mailer mailer, Wording wording, Clock clock) {
        return properties.twilio().isConfigured()
                ? new TwilioSmsSender(properties, wording, clock)
                : new MailGatewaySmsSender(mailer, wording, properties.smsMailDomain());
    }
}
