package shop.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import org.jsoup.Connection;
import org.jsoup.Connection.Method;
import org.jsoup.Jsoup;
import org.jsoup.helper.HttpConnection;
import org.jsoup.nodes.Document;

/** A browser with its cookies and without scripts: follows redirects, links and forms as people do who have switched JavaScript off. */
final class PlainBrowser {

    private static final int PATIENCE_MILLIS = 30_000;

    /** As the shop's own links say it: cookies belong to a host by its name. */
    private final URI shop =
            URI.create("http://localhost:" + Fleet.running().gateway().getPort());

    private final Connection session = Jsoup.newSession()
            .timeout(PATIENCE_MILLIS)
            .ignoreHttpErrors(true)
            .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
            .header("Accept-Language", "en-GB");
    private Document page = new Document(shop.toString());

    PlainBrowser open(String address) {
        return send(session.newRequest(shop.resolve(address).toString()));
    }

    /** Follows the link to where the address begins so. */
    PlainBrowser follow(String addressBegin) {
        return open(page.expectFirst("a[href^=" + addressBegin + "]").absUrl("href"));
    }

    /**
     * Sends the form that leads to an address of the page, filled in.
     *
     * @param fields name and value, one after the other; what is not named stays as the page has it
     */
    PlainBrowser submit(String action, String... fields) {
        var form = page.expectForm("form[action=" + action + "]");
        return send(action.isEmpty() ? page.location() : form.absUrl("action"), form, fields);
    }

    /** Sends the only form of a page. */
    PlainBrowser submitOnly(String... fields) {
        var form = page.expectForm("form");
        return send(page.location(), form, fields);
    }

    private PlainBrowser send(String to, org.jsoup.nodes.FormElement form, String... fields) {
        var data = new ArrayList<>(form.formData());
        for (var at = 0; at < fields.length; at += 2) {
            var name = fields[at];
            data.removeIf(field -> field.key().equals(name));
            data.add(HttpConnection.KeyVal.create(name, fields[at + 1]));
        }
        var request = session.newRequest(to)
                .method(
                        "get".equalsIgnoreCase(form.attr("method")) || !form.hasAttr("method")
                                ? Method.GET
                                : Method.POST)
                .data(data);
        if (to.startsWith(shop.toString())) {
            request.header("Origin", shop.toString()).header("Sec-Fetch-Site", "same-origin");
        }
        return send(request);
    }

    private PlainBrowser send(Connection request) {
        try {
            page = request.execute().parse();
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The path where one is now. */
    String path() {
        return URI.create(page.location()).getPath();
    }

    Document page() {
        return page;
    }

    PlainBrowser requireText(String... words) {
        assertThat(page.body().text()).as(page.location()).contains(words);
        return this;
    }
}
