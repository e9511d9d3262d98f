package shop.gateway.problem;

import static shop.gateway.html.Html.escaped;

import java.text.MessageFormat;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.ProblemDetail;
import org.springframework.http.server.reactive.ServerHttpRequest;
import shop.gateway.html.Html;
import shop.gateway.html.PageTexts;

/** A problem for people: what is wrong, what to do, and the number to name. Nothing of what was sent is repeated. */
final class ErrorPage {

    private static final String HEAD =
            "<meta name=\"robots\" content=\"noindex\">\n<link rel=\"stylesheet\" href=\"" + Html.STYLE_PATH + "\">\n";

    private ErrorPage() {}

    static String of(ProblemDetail problem, ServerHttpRequest request, String requestId) {
        var texts = PageTexts.of(String.join(",", request.getHeaders().getOrEmpty(HttpHeaders.ACCEPT_LANGUAGE)));
        var code = code(problem);
        var key = texts.has(code + ".title") ? code : "other";
        var title = texts.get(key + ".title");
        var body = """
                <main class="notice">
                <p class="shop"><a href="/">%s</a></p>
                <h1>%s</h1>
                <p>%s</p>
                <p>%s</p>
                <p class="small">%s</p>
                </main>
                """.formatted(
                        escaped(texts.get("shop")),
                        escaped(title),
                        escaped(texts.get(key + ".text")),
                        actions(problem, request, texts),
                        escaped(MessageFormat.format(texts.get("request"), requestId)));
        return Html.page(texts.language(), title, HEAD, body);
    }

    /** An empty address is that of the page itself. What was sent is never sent again by a link. */
    private static String actions(ProblemDetail problem, ServerHttpRequest request, PageTexts texts) {
        var home = link("/", texts.get("action.home"));
        return switch (problem.getStatus()) {
            case 401, 403 -> link("/sign-in", texts.get("action.sign-in")) + " " + home;
            case 429, 500, 503 ->
                HttpMethod.GET.equals(request.getMethod()) ? link("", texts.get("action.retry")) + " " + home : home;
            default -> home;
        };
    }

    private static String link(String address, String words) {
        return "<a class=\"button\" href=\"%s\">%s</a>".formatted(address, escaped(words));
    }

    private static String code(ProblemDetail problem) {
        var properties = problem.getProperties();
        return properties == null ? "" : String.valueOf(properties.get("code"));
    }
}
