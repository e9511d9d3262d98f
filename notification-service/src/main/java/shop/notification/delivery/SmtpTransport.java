package shop.notification.delivery;

import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import org.jspecify.annotations.Nullable;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.stereotype.Component;

/**
 * The mail server that {@code spring.mail} names. Spring's own sender takes many mails over one connection too, but cannot be held to a
 * time and, refused by a server that it has to log in to anew, does not say which of them were sent before.
 */
@Component
class SmtpTransport implements MailTransport {

    private final JavaMailSenderImpl settings;

    SmtpTransport(JavaMailSenderImpl settings) {
        this.settings = settings;
    }

    @Override
    public MimeMessage newMessage() {
        return settings.createMimeMessage();
    }

    @Override
    public Transport connect() throws MessagingException {
        var protocol = settings.getProtocol();
        var transport =
                settings.getSession().getTransport(protocol == null ? JavaMailSenderImpl.DEFAULT_PROTOCOL : protocol);
        transport.connect(
                settings.getHost(),
                settings.getPort(),
                presentOrNull(settings.getUsername()),
                presentOrNull(settings.getPassword()));
        return transport;
    }

    /** A variable that is not set leaves an empty text, by which nobody is to log in. */
    private static @Nullable String presentOrNull(@Nullable String setting) {
        return setting == null || setting.isEmpty() ? null : setting;
    }
}
