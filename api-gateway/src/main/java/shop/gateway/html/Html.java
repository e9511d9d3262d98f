package shop.gateway.html;

import org.springframework.web.util.HtmlUtils;

/** The frame that the gateway's pages share. */
public final class Html {

    /** Where their style is, because the policy of pages allows none that stands in the page. */
    public static final String STYLE_PATH = "/gateway.css";

    private Html() {}

    /**
     * A page in English.
     *
     * @param body trusted markup; what comes from elsewhere is escaped by whoever puts it in
     */
    public static String page(String title, String head, String body) {
        return page("en", title, head, body);
    }

    public static String page(String language, String title, String head, String body) {
        return """
                <!doctype html>
                <html lang="%s">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s</title>
                %s</head>
                <body>
                %s</body>
                </html>
                """.formatted(language, escaped(title), head, body);
    }

    public static String escaped(String text) {
        return HtmlUtils.htmlEscape(text);
    }
}
