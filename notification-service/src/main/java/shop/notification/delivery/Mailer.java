package shop.notification.delivery;

import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.mail.MailAuthenticationException;
import org.springframework.mail.MailException;
import org.springframework.mail.MailSendException;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.stereotype.Component;
import org.thymeleaf.exceptions.TemplateEngineException;
import shop.notification.config.NotificationProperties;
import shop.notification.customer.Customer;
import shop.notification.notice.Notice;
import shop.notification.preference.Preferences;

/** Hands mails to the mail server. */
@Component
class Mailer implements Carrier {

    private final JavaMailSender sender;
    private final MailTemplates templates;
    private final String from;

    Mailer(JavaMailSender sender, MailTemplates templates, NotificationProperties properties) {
        this.sender = sender;
        this.templates = templates;
        this.from = properties.mailFrom();
    }

    @Override
    public Channel channel() {
        return Channel.EMAIL;
    }

    @Override
    public boolean isWanted(Preferences preferences) {
        return preferences.email();
    }

    /**
     * Returns when the server has taken the mail over.
     *
     * @param deliveryId becomes the mail's {@code Message-ID}: a mail that had to be sent twice is one and the same to the reader's program
     * @throws DeliveryException if the server has not
     */
    @Override
    public void send(String deliveryId, Notice notice, Customer customer, Preferences preferences, Locale language) {
        try {
            var mail = templates.write(notice, customer.name(), language);
            var message = sender.createMimeMessage();
            var helper = new MimeMessageHelper(message, true, StandardCharsets.UTF_8.name());
            helper.setFrom(from);
            helper.setTo(customer.email());
            helper.setSubject(mail.subject());
            helper.setText(mail.text(), mail.html());
            message.setHeader("Message-ID", "<" + deliveryId.replace(':', '.') + "@" + domain() + ">");
            // Keeps out-of-office programs from answering (RFC 3834).
            message.setHeader("Auto-Submitted", "auto-generated");
            sender.send(message);
        } catch (MessagingException | TemplateEngineException unwritable) {
            throw new DeliveryException(DeliveryProblem.NOT_WRITABLE, unwritable);
        } catch (MailException refused) {
            throw new DeliveryException(problem(refused), refused);
        }
    }

    private String domain() {
        return from.substring(from.lastIndexOf('@') + 1);
    }

    private static DeliveryProblem problem(MailException refused) {
        return switch (refused) {
            case MailAuthenticationException _ -> DeliveryProblem.AUTHENTICATION_FAILED;
            // Only a failed connection has a cause of its own; what was said about the mail is with the mail.
            case MailSendException sending when sending.getCause() != null -> DeliveryProblem.SERVER_UNREACHABLE;
            case MailSendException sending when refusesAddress(sending) -> DeliveryProblem.ADDRESS_REFUSED;
            default -> DeliveryProblem.REFUSED;
        };
    }

    /** Whether the server said for good that it knows no such address; a "not now" is not meant. */
    private static boolean refusesAddress(MailSendException sending) {
        return Arrays.stream(sending.getMessageExceptions())
                .flatMap(Mailer::chain)
                .anyMatch(cause -> cause instanceof SendFailedException failed
                        && failed.getInvalidAddresses() != null
                        && failed.getInvalidAddresses().length > 0);
    }

    private static Stream<Throwable> chain(Throwable failure) {
        return Stream.iterate(failure, Mailer::present, Throwable::getCause).limit(10);
    }

    private static boolean present(@Nullable Throwable cause) {
        return cause != null;
    }
}
