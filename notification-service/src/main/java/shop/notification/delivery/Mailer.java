package shop.notification.delivery;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.stereotype.Component;
import shop.notification.config.NotificationProperties;
import shop.notification.preference.Preferences;

/** Hands mails to the mail server, those of a batch over one connection as long as it holds. */
@Component
class Mailer implements DeliveryChannel {

    private static final Logger log = LoggerFactory.getLogger(Mailer.class);

    private final MailTransport server;
    private final MailTemplates templates;
    private final String from;
    private final Clock clock;
    private final DeliverySpans spans;

    Mailer(
            MailTransport server,
            MailTemplates templates,
            NotificationProperties properties,
            Clock clock,
            DeliverySpans spans) {
        this.server = server;
        this.templates = templates;
        this.from = properties.mailFrom();
        this.clock = clock;
        this.spans = spans;
    }

    @Override
    public Channel channel() {
        return Channel.EMAIL;
    }

    @Override
    public boolean isWanted(Preferences preferences) {
        return preferences.email();
    }

    /** Puts the mail of a delivery together. */
    interface Writer {
        MimeMessage write(Dispatch dispatch) throws MessagingException;
    }

    @Override
    public Map<String, DeliveryProblem> send(List<Dispatch> batch) {
        return send(batch, this::write);
    }

    /** As {@link #send(List)}, with mails that somebody else writes. */
    Map<String, DeliveryProblem> send(List<Dispatch> batch, Writer writer) {
        var problems = new LinkedHashMap<String, DeliveryProblem>();
        try (var connection = new Connection(server)) {
            for (var dispatch : batch) {
                var problem = spans.trace(dispatch, () -> send(dispatch, writer, connection));
                if (problem != null) {
                    problems.put(dispatch.id(), problem);
                }
            }
        }
        return problems;
    }

    private @Nullable DeliveryProblem send(Dispatch dispatch, Writer writer, Connection connection) {
        if (clock.instant().isAfter(dispatch.startBy())) {
            return DeliveryProblem.OUT_OF_TIME;
        }
        MimeMessage mail;
        try {
            mail = writer.write(dispatch);
        } catch (MessagingException | RuntimeException unwritable) {
            // Any other exception, too, must not keep the rest of the batch from its customers.
            log.debug("Cannot write the mail of delivery {}", dispatch.id(), unwritable);
            return DeliveryProblem.NOT_WRITABLE;
        }
        return connection.send(mail);
    }

    private MimeMessage write(Dispatch dispatch) throws MessagingException {
        var customer = dispatch.customer();
        var words = templates.write(dispatch.delivery().notice(), customer.name(), dispatch.language());
        var mail = addressed(customer.email(), words.subject());
        // The helper can do that within a multipart for attachments only, and there are none.
        mail.setContent(new MimeMultipart("alternative", part(words.text(), "plain"), part(words.html(), "html")));
        return completed(mail, dispatch);
    }

    /** A mail without content. */
    MimeMessage addressed(String to, String subject) throws MessagingException {
        var mail = server.newMessage();
        var helper = new MimeMessageHelper(mail, StandardCharsets.UTF_8.name());
        helper.setFrom(from);
        helper.setTo(to);
        helper.setSubject(subject);
        helper.setSentDate(Date.from(clock.instant()));
        return mail;
    }

    /** To be called last. */
    MimeMessage completed(MimeMessage mail, Dispatch dispatch) throws MessagingException {
        // Keeps out-of-office programs from answering (RFC 3834).
        mail.setHeader("Auto-Submitted", "auto-generated");
        mail.saveChanges();
        // After saving, which makes an id of its own. A mail that had to be sent twice is one and the same to the
        // reader's program.
        mail.setHeader("Message-ID", "<" + dispatch.id().replace(':', '.') + "@" + domain() + ">");
        return mail;
    }

    private static MimeBodyPart part(String text, String subtype) throws MessagingException {
        var part = new MimeBodyPart();
        part.setText(text, StandardCharsets.UTF_8.name(), subtype);
        return part;
    }

    private String domain() {
        return from.substring(from.lastIndexOf('@') + 1);
    }

    /**
     * Connects for the first mail, and again for the one after a break. Once the server cannot be reached, it is not asked again for the
     * rest of the batch.
     */
    private static final class Connection implements AutoCloseable {

        private final MailTransport server;
        private @Nullable Transport transport;
        private @Nullable DeliveryProblem noConnection;

        Connection(MailTransport server) {
            this.server = server;
        }

        /** Returns null when the server has taken the mail over. */
        @Nullable DeliveryProblem send(MimeMessage mail) {
            noConnection = noConnection == null ? connect() : noConnection;
            if (noConnection != null) {
                return noConnection;
            }
            try {
                Objects.requireNonNull(transport, "connected").sendMessage(mail, mail.getAllRecipients());
                return null;
            } catch (MessagingException refused) {
                log.debug("The mail server has not taken a mail", refused);
                return refusesAddress(refused) ? DeliveryProblem.ADDRESS_REFUSED : DeliveryProblem.REFUSED;
            }
        }

        private @Nullable DeliveryProblem connect() {
            if (transport != null && transport.isConnected()) {
                return null;
            }
            close();
            try {
                transport = server.connect();
                return null;
            } catch (AuthenticationFailedException refused) {
                return DeliveryProblem.AUTHENTICATION_FAILED;
            } catch (MessagingException unreachable) {
                log.debug("The mail server cannot be reached", unreachable);
                return DeliveryProblem.SERVER_UNREACHABLE;
            }
        }

        @Override
        public void close() {
            try {
                if (transport != null) {
                    transport.close();
                }
            } catch (MessagingException failed) {
                // What the server has taken over before, it has.
                log.debug("The connection to the mail server did not end in order", failed);
            } finally {
                transport = null;
            }
        }

        /** Whether the server said for good that it knows no such address; a "not now" is not meant. */
        private static boolean refusesAddress(MessagingException refused) {
            return Stream.iterate((Throwable) refused, Objects::nonNull, Throwable::getCause)
                    .limit(10)
                    .anyMatch(cause -> cause instanceof SendFailedException failed
                            && failed.getInvalidAddresses() != null
                            && failed.getInvalidAddresses().length > 0);
        }
    }
}
