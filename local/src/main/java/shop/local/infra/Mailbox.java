package shop.local.infra;

import com.icegreen.greenmail.mail.MailAddress;
import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The one box in which all mail ends, whoever it is for. It keeps the latest {@link #CAPACITY} and forgets older ones. */
final class Mailbox implements GreenMailUser {

    static final int CAPACITY = 5_000;

    private final Clock clock;
    private final Deque<ReceivedMail> newestFirst = new ArrayDeque<>();
    private @Nullable MovingMessage latest;
    private long lastId;

    Mailbox(Clock clock) {
        this.clock = clock;
    }

    /** Called once per recipient, with the same object each time: it is still one mail. */
    @Override
    @SuppressWarnings("ReferenceEquality")
    public synchronized void deliver(MovingMessage moving) {
        if (moving == latest) {
            return;
        }
        try {
            var mail = ReceivedMail.of(
                    ++lastId,
                    clock.instant(),
                    moving.getReturnPath().getEmail(),
                    moving.getToAddresses().stream().map(MailAddress::getEmail).toList(),
                    moving.getMessage());
            latest = moving;
            newestFirst.addFirst(mail);
            if (newestFirst.size() > CAPACITY) {
                newestFirst.removeLast();
            }
        } catch (MessagingException | IOException e) {
            throw new IllegalArgumentException("A mail could not be read", e);
        }
    }

    synchronized List<ReceivedMail> newestFirst() {
        return List.copyOf(newestFirst);
    }

    synchronized Optional<ReceivedMail> find(long id) {
        return newestFirst.stream().filter(mail -> mail.id() == id).findFirst();
    }

    synchronized void clear() {
        newestFirst.clear();
        latest = null;
    }

    @Override
    public void deliver(MimeMessage message) {
        throw new UnsupportedOperationException("Mail arrives by SMTP only");
    }

    @Override
    public String getEmail() {
        return "everybody";
    }

    @Override
    public String getLogin() {
        return getEmail();
    }

    @Override
    public String getQualifiedMailboxName() {
        return getEmail();
    }

    @Override
    public String getPassword() {
        return "";
    }

    @Override
    public void setPassword(String password) {
        throw new UnsupportedOperationException("Nobody logs in here");
    }

    @Override
    public void authenticate(String password) {
        // Whoever offers a password is let in: the mail goes nowhere.
    }

    @Override
    public void create() {
        // The box is always there.
    }

    @Override
    public void delete() {
        clear();
    }
}
