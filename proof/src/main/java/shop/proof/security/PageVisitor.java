package shop.proof.security;

import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import shop.proof.Answer;
import shop.proof.Client;
import shop.proof.Shopper;

/** Asks for pages as a browser does: with cookies, and with forms. It follows nothing. */
final class PageVisitor {

    private static final String FORM = "application/x-www-form-urlencoded";

    private final Client client;
    private final Map<String, String> cookies;

    private PageVisitor(Client client, Map<String, String> cookies) {
        this.client = client;
        this.cookies = Map.copyOf(cookies);
    }

    static PageVisitor guest(Client client) {
        return new PageVisitor(client.with("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"), Map.of());
    }

    /** Signed in by the form, as people do. */
    static PageVisitor signedIn(Client client, String email, String password) {
        var guest = guest(client);
        var answer = Shopper.untilNotBusy(() -> guest.post("/sign-in", Map.of("email", email, "password", password)));
        return guest.with(cookiesOf(answer.expect(303)));
    }

    /** What the answer sets. */
    static Map<String, String> cookiesOf(Answer answer) {
        var set = new TreeMap<String, String>();
        for (var cookie : answer.headers("Set-Cookie")) {
            var pair = cookie.split(";", 2)[0].split("=", 2);
            set.put(pair[0], pair[1]);
        }
        return set;
    }

    PageVisitor with(Map<String, String> more) {
        var all = new LinkedHashMap<>(cookies);
        all.putAll(more);
        return new PageVisitor(client, all);
    }

    PageVisitor withHeader(String name, String value) {
        return new PageVisitor(client.with(name, value), cookies);
    }

    String cookie(String name) {
        return cookies.getOrDefault(name, "");
    }

    Answer get(String path) {
        return asking().get(path);
    }

    Answer post(String path, Map<String, String> fields) {
        var body = fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return asking().send("POST", path, FORM, BodyPublishers.ofString(body), " (a form)");
    }

    /** With the token that our own forms have. */
    Answer postOwnForm(String path, Map<String, String> fields) {
        var all = new LinkedHashMap<>(fields);
        all.put("_xsrf", cookie("XSRF-TOKEN"));
        return post(path, all);
    }

    private Client asking() {
        var header = cookies.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
        return header.isEmpty() ? client : client.with("Cookie", header);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
