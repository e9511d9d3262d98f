package shop.notification.delivery;

import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;

/** Where mails are handed over. */
interface MailTransport {

    MimeMessage newMessage();

    /** An open connection, for any number of mails. */
    Transport connect() throws MessagingException;
}
