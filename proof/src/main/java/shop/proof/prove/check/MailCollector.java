package shop.proof.prove.check;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import shop.proof.Client;
import shop.proof.Fleet;

/** Keeps every mail that the sink has received, since the sink itself keeps only the latest and forgets all when it ends. */
public final class MailCollector implements AutoCloseable {

    private static final int PAUSE_SECONDS = 3;

    private final URI sink;
    private final Set<String> seen = new HashSet<>();
    private final List<Mail> mails = new ArrayList<>();
    private final ScheduledExecutorService timer;

    private MailCollector(URI sink) {
        this.sink = sink;
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("mails").factory());
    }

    /**
     * One mail.
     *
     * @param messageId names the fact that it is about: the event's id and the channel, the same for a repeat
     */
    public record Mail(String messageId, String to, String subject) {

        /** The id of the event that it was sent for; empty for a mail of another kind. */
        public String event() {
            var id = messageId.replaceFirst("^<", "");
            return id.matches("[0-9a-f-]{36}\\.EMAIL@.*") ? id.substring(0, 36) : "";
        }
    }

    /** Collects from now on, until it is closed. */
    public static MailCollector start(Fleet fleet) {
        var collector = new MailCollector(fleet.mail());
        var _ = collector.timer.scheduleWithFixedDelay(collector::tryCollect, 0, PAUSE_SECONDS, TimeUnit.SECONDS);
        return collector;
    }

    /** Looks for what has come since, and returns all that there ever was. */
    public synchronized List<Mail> mails() {
        collect();
        return List.copyOf(mails);
    }

    private void tryCollect() {
        try {
            collect();
        } catch (RuntimeException | AssertionError _) {
            // The sink is struck by faults as everything is; the next look finds what this one did not.
        }
    }

    private synchronized void collect() {
        var client = Client.of(sink);
        for (var summary :
                client.get("/api/messages").expect(200).json().path("messages").values()) {
            var id = summary.path("id").asLong();
            var place = id + " " + summary.path("receivedAt").asString();
            if (seen.contains(place)) {
                continue;
            }
            var mail = client.get("/api/messages/" + id);
            if (mail.status() == 200) {
                seen.add(place);
                var headers = mail.json().path("headers");
                mails.add(new Mail(headers.path("Message-ID").asString(""), mail.text("to.0"), mail.text("subject")));
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
