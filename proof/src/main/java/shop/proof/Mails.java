package shop.proof;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the fleet has mailed: to the sink of {@code ./shop}, or to Mailpit as in containers. */
public final class Mails {

    private Mails() {}

    /** The subjects of the newest mails to an address, the newest first. */
    public static List<String> subjectsTo(String address) {
        var mail = Client.of(Fleet.running().mail());
        var mailpit =
                mail.get("/api/v1/search?query=" + URLEncoder.encode("to:\"" + address + "\"", StandardCharsets.UTF_8));
        var isMailpit = mailpit.status() == 200;
        var found =
                isMailpit ? mailpit : mail.get("/api/messages?to=" + address).expect(200);
        return found.json()
                .get("messages")
                .valueStream()
                .map(one -> one.get(isMailpit ? "Subject" : "subject").stringValue())
                .toList();
    }
}
