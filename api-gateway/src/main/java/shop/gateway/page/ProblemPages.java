package shop.gateway.page;

import static shop.gateway.html.Html.escaped;

import java.time.Duration;
import java.util.stream.Collectors;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import shop.gateway.html.Html;
import shop.platform.problem.ProblemCodes;

/** Where the {@code type} of a problem leads: what its code means, and what to do about it. */
@RestController
class ProblemPages {

    private static final String STYLE = "<link rel=\"stylesheet\" href=\"" + Html.STYLE_PATH + "\">\n";

    @GetMapping(path = "/problems", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<String> all() {
        var list = ProblemCodes.all().entrySet().stream()
                .map(code -> "<dt><a href=\"/problems/%s\">%s</a></dt><dd>%s</dd>%n"
                        .formatted(escaped(code.getKey()), escaped(code.getKey()), escaped(code.getValue())))
                .collect(Collectors.joining());
        return page(HttpStatus.OK, "Problem codes", "<h1>Problem codes</h1><dl>%s</dl>".formatted(list));
    }

    @GetMapping(path = "/problems/{code}", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<String> one(@PathVariable String code) {
        return ProblemCodes.explanation(code)
                .map(explanation -> page(HttpStatus.OK, code, body(code, explanation)))
                .orElseGet(() -> page(
                        HttpStatus.NOT_FOUND, "Unknown code", body("Unknown code", "No problem of this shop has it.")));
    }

    private static String body(String title, String text) {
        return "<h1>%s</h1><p>%s</p><p><a href=\"/problems\">All codes</a></p>"
                .formatted(escaped(title), escaped(text));
    }

    private static ResponseEntity<String> page(HttpStatus status, String title, String body) {
        return ResponseEntity.status(status)
                .cacheControl(CacheControl.maxAge(Duration.ofHours(1)))
                .body(Html.page(title, STYLE, "<main>" + body + "</main>\n"));
    }
}
