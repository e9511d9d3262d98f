package shop.storefront.browse;

import java.nio.charset.StandardCharsets;
import java.text.BreakIterator;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.util.HtmlUtils;
import shop.http.query.AcceptsQuery;

/**
 * Draws the pictures of products that have none: the initials of the name on a colour that the name chooses. What is drawn stands in the
 * address, so it never changes.
 */
@Controller
class PictureController {

    private static final MediaType SVG = new MediaType("image", "svg+xml", StandardCharsets.UTF_8);
    private static final Pattern FILE = Pattern.compile("([0-9])-((?:[0-9a-f]{2}){1,16})\\.svg");
    private static final CacheControl FOR_GOOD =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

    /** Ground, shape and letters; each pair of ground and letters has a contrast of at least 4.5. */
    private static final List<Colours> COLOURS = List.of(
            new Colours("#dff3ef", "#bfe5dd", "#0b5a53"),
            new Colours("#e6eefb", "#cbdcf7", "#1e4a86"),
            new Colours("#fbeadf", "#f6d3bd", "#8a3d12"),
            new Colours("#f3e8fb", "#e2cdf5", "#5f2d8c"),
            new Colours("#fdf3d4", "#f7e3a1", "#6b4e05"),
            new Colours("#e7f4dd", "#cde7b9", "#33601a"),
            new Colours("#fce6ea", "#f7c9d2", "#8c1f3a"),
            new Colours("#e3f2f8", "#c3e2ef", "#12536b"),
            new Colours("#eeeae4", "#dcd4c8", "#574a37"),
            new Colours("#e9e8f8", "#d0cef0", "#3b3787"));

    private static final int INITIALS = 2;

    private record Colours(String ground, String shape, String letters) {}

    static String path(String name) {
        var colour = Math.floorMod(name.hashCode(), COLOURS.size());
        return "/pictures/" + colour + "-"
                + HexFormat.of().formatHex(initials(name).getBytes(StandardCharsets.UTF_8)) + ".svg";
    }

    @AcceptsQuery("*")
    @GetMapping("/pictures/{file}")
    ResponseEntity<String> draw(@PathVariable String file) {
        var parts = FILE.matcher(file);
        if (!parts.matches()) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        var colours = COLOURS.get(Integer.parseInt(parts.group(1)));
        var letters = new String(HexFormat.of().parseHex(parts.group(2)), StandardCharsets.UTF_8);
        return ResponseEntity.ok()
                .cacheControl(FOR_GOOD)
                .contentType(SVG)
                // A picture that is opened by itself is a document: it runs nothing.
                .header("Content-Security-Policy", "default-src 'none'; style-src 'none'; sandbox")
                .body(svg(colours, HtmlUtils.htmlEscape(letters)));
    }

    private static String svg(Colours colours, String letters) {
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="400" height="400">
                <rect width="400" height="400" fill="%s"/>
                <circle cx="310" cy="96" r="150" fill="%s"/>
                <path d="M0 330 Q100 270 200 330 T400 330 V400 H0 Z" fill="%s"/>
                <text x="200" y="238" font-family="system-ui,sans-serif" font-size="120" font-weight="600" text-anchor="middle" fill="%s">%s</text>
                </svg>
                """.formatted(colours.ground(), colours.shape(), colours.shape(), colours.letters(), letters);
    }

    /** The first letters of the first two words, however a script writes its letters. */
    static String initials(String name) {
        var letters = new StringBuilder();
        var words = 0;
        for (var word : name.strip().split("[\\s\\p{Punct}]+", -1)) {
            if (!word.isEmpty() && words < INITIALS) {
                var characters = BreakIterator.getCharacterInstance(Locale.ROOT);
                characters.setText(word);
                letters.append(word, 0, Math.min(characters.next(), 4));
                words++;
            }
        }
        return letters.isEmpty() ? "·" : letters.toString().toUpperCase(Locale.ROOT);
    }
}
