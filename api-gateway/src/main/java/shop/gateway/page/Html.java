package shop.gateway.page;

import org.springframework.web.util.HtmlUtils;

/** The frame that the gateway's pages share. */
final class Html {

    private Html() {}

    /** @param body trusted markup; what comes from elsewhere is escaped by whoever puts it in */
    static String page(String title, String head, String body) {
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s</title>
                %s</head>
                <body>
                %s</body>
                </html>
                """.formatted(escaped(title), head, body);
    }

    static String escaped(String text) {
        return HtmlUtils.htmlEscape(text);
    }
}
