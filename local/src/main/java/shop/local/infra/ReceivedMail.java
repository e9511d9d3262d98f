package shop.local.infra;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One e-mail as it arrived, with its plain and its HTML form taken apart. */
record ReceivedMail(
        long id,
        Instant receivedAt,
        String from,
        List<String> to,
        String subject,
        Map<String, String> headers,
        @Nullable String text,
        @Nullable String html) {

    ReceivedMail {
        to = List.copyOf(to);
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    static ReceivedMail of(long id, Instant receivedAt, String from, List<String> to, MimeMessage message)
            throws MessagingException, IOException {
        var headers = new LinkedHashMap<String, String>();
        for (var names = message.getAllHeaders(); names.hasMoreElements(); ) {
            var header = names.nextElement();
            headers.merge(header.getName(), header.getValue(), (first, next) -> first + "\n" + next);
        }
        var subject = message.getSubject();
        return new ReceivedMail(
                id,
                receivedAt,
                from,
                to,
                subject == null ? "" : subject,
                headers,
                find(message, "text/plain"),
                find(message, "text/html"));
    }

    boolean isTo(String address) {
        return to.stream().anyMatch(address.strip()::equalsIgnoreCase);
    }

    Summary summary() {
        return new Summary(id, from, to, subject, receivedAt);
    }

    private static @Nullable String find(Part part, String type) throws MessagingException, IOException {
        if (part.isMimeType(type)) {
            return part.getContent().toString();
        }
        if (part.getContent() instanceof Multipart parts) {
            for (var child : children(parts)) {
                var found = find(child, type);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static List<BodyPart> children(Multipart parts) throws MessagingException {
        var children = new ArrayList<BodyPart>();
        for (var i = 0; i < parts.getCount(); i++) {
            children.add(parts.getBodyPart(i));
        }
        return children;
    }

    /** A mail as a list shows it. */
    record Summary(long id, String from, List<String> to, String subject, Instant receivedAt) {}
}
