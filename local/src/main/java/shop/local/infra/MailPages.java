package shop.local.infra;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import shop.local.infra.LocalHttpServer.Answer;

/** The pages that show mail to people. */
final class MailPages {

    /** Mail is foreign text: the pages run no script and load nothing from anywhere. */
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'self'";

    private static final String MAIL_POLICY =
            "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data: http://127.0.0.1:* http://localhost:*";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMM HH:mm:ss", Locale.UK).withZone(ZoneId.systemDefault());

    private static final String STYLE = """
            :root { color-scheme: light dark; --line: #8884; --soft: #8881; --dim: #777; --link: #2563eb; }
            * { box-sizing: border-box; }
            body { margin: 0 auto; max-width: 60rem; padding: 2rem 1rem; font: 16px/1.5 system-ui, sans-serif; }
            h1 { font-size: 1.4rem; margin: 0 0 1rem; overflow-wrap: anywhere; }
            h2 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
            a { color: var(--link); text-decoration: none; }
            a:hover { text-decoration: underline; }
            table { width: 100%; border-collapse: collapse; }
            th, td { text-align: left; padding: .5rem .6rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
            th { font-weight: 600; color: var(--dim); font-size: .85rem; }
            tr:hover td { background: var(--soft); }
            td.time { white-space: nowrap; color: var(--dim); font-variant-numeric: tabular-nums; }
            form { display: flex; gap: .5rem; margin-bottom: 1rem; }
            input { flex: 1; font: inherit; padding: .35rem .6rem; border: 1px solid var(--line); border-radius: .4rem; }
            button { font: inherit; padding: .35rem .9rem; border: 1px solid var(--line); border-radius: .4rem; }
            iframe { width: 100%; height: 40rem; border: 1px solid var(--line); border-radius: .4rem; background: #fff; }
            pre { padding: 1rem; border: 1px solid var(--line); border-radius: .4rem; white-space: pre-wrap;
                  overflow-wrap: anywhere; font-size: .9rem; }
            p.none { color: var(--dim); padding: 2rem 0; text-align: center; }
            """;

    private MailPages() {}

    static Answer list(List<ReceivedMail> mails) {
        var rows = mails.stream().limit(200).map(MailPages::row).collect(Collectors.joining());
        var table = rows.isEmpty()
                ? "<p class=\"none\">No mail yet. Everything the shop sends arrives here and goes no further.</p>"
                : "<table><thead><tr><th>Received</th><th>To</th><th>Subject</th></tr></thead><tbody>" + rows
                        + "</tbody></table>";
        return page(
                "Mail",
                "<h1>Mail of the local shop</h1><form><input name=\"to\" type=\"email\" placeholder=\"Only mail to\""
                        + " aria-label=\"Only mail to\"><button>Show</button></form>" + table);
    }

    static Answer message(ReceivedMail mail) {
        var html = mail.html() == null
                ? ""
                : "<h2>HTML</h2><iframe sandbox title=\"HTML form of the mail\" src=\"/messages/" + mail.id()
                        + "/html\"></iframe>";
        var text = mail.text() == null ? "" : "<h2>Plain text</h2><pre>" + escape(mail.text()) + "</pre>";
        var headers = mail.headers().entrySet().stream()
                .map(header -> "<b>" + escape(header.getKey()) + ":</b> " + escape(header.getValue()))
                .collect(Collectors.joining("\n"));
        return page(
                mail.subject(),
                "<p><a href=\"/\">&larr; All mail</a></p><h1>" + escape(mail.subject()) + "</h1><p>From "
                        + escape(mail.from()) + " to " + escape(String.join(", ", mail.to())) + ", "
                        + TIME.format(mail.receivedAt()) + "</p>" + html + text + "<h2>Headers</h2><pre>" + headers
                        + "</pre>");
    }

    static Answer html(ReceivedMail mail) {
        var html = mail.html();
        return html == null ? Answer.text(404, "This mail has no HTML form") : Answer.html(200, html, MAIL_POLICY);
    }

    private static String row(ReceivedMail mail) {
        return "<tr><td class=\"time\">" + TIME.format(mail.receivedAt()) + "</td><td>"
                + escape(String.join(", ", mail.to())) + "</td><td><a href=\"/messages/" + mail.id() + "\">"
                + escape(mail.subject().isBlank() ? "(no subject)" : mail.subject()) + "</a></td></tr>";
    }

    private static Answer page(String title, String body) {
        return Answer.html(
                200,
                "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\""
                        + " content=\"width=device-width, initial-scale=1\"><title>" + escape(title)
                        + "</title><style>" + STYLE + "</style></head><body>" + body + "</body></html>",
                POLICY);
    }

    private static String escape(@Nullable String text) {
        return text == null
                ? ""
                : text.replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\"", "&quot;")
                        .replace("'", "&#39;");
    }
}
