package shop.local.infra;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import shop.local.infra.LocalHttpServer.Answer;
import shop.local.infra.LocalHttpServer.Request;
import tools.jackson.databind.json.JsonMapper;

/** Takes every mail by SMTP and sends none on; shows what came on a page and as JSON. */
public final class MailSink implements AutoCloseable {

    private static final String API = "/api/messages";

    private final Mailbox mailbox;
    private final JsonMapper json = JsonMapper.builder().build();
    private final GreenMail smtp;
    private final LocalHttpServer http;

    private MailSink(int smtpPort, int httpPort, Clock clock) throws IOException {
        this.mailbox = new Mailbox(clock);
        this.smtp = new GreenMail(new ServerSetup(smtpPort, Ports.LOOPBACK, ServerSetup.PROTOCOL_SMTP));
        smtp.getUserManager().setMessageDeliveryHandler((_, _) -> mailbox);
        smtp.start();
        try {
            this.http = LocalHttpServer.start(httpPort, this::answer);
        } catch (IOException e) {
            smtp.stop();
            throw e;
        }
    }

    /** Starts both servers; a port of 0 means any free one. */
    public static MailSink start(int smtpPort, int httpPort, Clock clock) throws IOException {
        return new MailSink(smtpPort, httpPort, clock);
    }

    public int smtpPort() {
        return smtp.getSmtp().getPort();
    }

    public int httpPort() {
        return http.port();
    }

    @Override
    public void close() {
        http.close();
        smtp.stop();
    }

    private Answer answer(Request request) {
        if (request.method().equals("GET") || request.method().equals("HEAD")) {
            return read(request);
        }
        if (request.method().equals("DELETE") && request.path().equals(API)) {
            mailbox.clear();
            return Answer.empty(204);
        }
        return Answer.text(405, "Read with GET; DELETE " + API + " empties the box.");
    }

    private Answer read(Request request) {
        var path = request.path();
        if (path.equals("/")) {
            return MailPages.list(wanted(request));
        }
        if (path.equals(API)) {
            var found = wanted(request).stream().map(ReceivedMail::summary).toList();
            return Answer.json(json.writeValueAsString(new Messages(found)));
        }
        var parts = path.split("/", -1);
        if (path.startsWith(API + "/") && parts.length == 4) {
            return one(parts[3], mail -> Answer.json(json.writeValueAsString(mail)));
        }
        if (path.startsWith("/messages/") && parts.length == 3) {
            return one(parts[2], MailPages::message);
        }
        if (path.startsWith("/messages/") && parts.length == 4 && parts[3].equals("html")) {
            return one(parts[2], MailPages::html);
        }
        return Answer.text(404, "Nothing here; the list of mails is at /");
    }

    private List<ReceivedMail> wanted(Request request) {
        var to = request.query().getOrDefault("to", "");
        return mailbox.newestFirst().stream()
                .filter(mail -> to.isBlank() || mail.isTo(to))
                .toList();
    }

    private Answer one(String id, Function<ReceivedMail, Answer> show) {
        try {
            return mailbox.find(Long.parseLong(id)).map(show).orElseGet(() -> Answer.text(404, "No mail " + id));
        } catch (NumberFormatException _) {
            return Answer.text(404, "No mail " + id);
        }
    }

    private record Messages(List<ReceivedMail.Summary> messages) {}
}
