package shop.storefront.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import shop.http.query.AcceptsQuery;

/** The desk's own style and script, which buyers need not load. Their addresses name what is in them, so a browser keeps them for good. */
@Controller
class DeskAssets {

    private static final String STYLE = "/assets/desk.css";
    private static final String SCRIPT = "/assets/desk.js";
    private static final int SHORT_HASH = 12;

    private final byte[] style = content("assets/desk.css");
    private final byte[] script = content("assets/desk.js");
    private final Addresses addresses = new Addresses(address(STYLE, style), address(SCRIPT, script));

    /** Where they are. */
    public record Addresses(String style, String script) {}

    Addresses addresses() {
        return addresses;
    }

    @AcceptsQuery("*")
    @GetMapping(STYLE)
    ResponseEntity<byte[]> style() {
        return answer(style, "css");
    }

    @AcceptsQuery("*")
    @GetMapping(SCRIPT)
    ResponseEntity<byte[]> script() {
        return answer(script, "javascript");
    }

    private static ResponseEntity<byte[]> answer(byte[] content, String type) {
        return ResponseEntity.ok()
                .cacheControl(
                        CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable())
                .contentType(new MediaType("text", type, StandardCharsets.UTF_8))
                .body(content);
    }

    private static byte[] content(String file) {
        try {
            return new ClassPathResource(file).getContentAsByteArray();
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    private static String address(String path, byte[] content) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(content);
            return path + "?v=" + HexFormat.of().formatHex(hash).substring(0, SHORT_HASH);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
