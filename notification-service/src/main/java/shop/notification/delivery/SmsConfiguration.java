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
    Carrier sms(NotificationProperties properties, Mailer mailer, Wording wording, Clock clock) {
        return properties.twilio().isConfigured()
                ? new Texter(properties, wording, clock)
                : new MailedSms(mailer, wording, properties.smsMailDomain());
    }
}
