package shop.storefront.shell;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.server.ResponseStatusException;
import shop.http.query.AcceptsQuery;

/** Style, script and icons, packed once at the start. A name holds the hash of what is in it, so a browser keeps it for good. */
@Controller
public class Assets {

    private static final String HTMX = "classpath*:/META-INF/resources/webjars/htmx.org/*/dist/htmx.min.js";
    private static final int SHORT_HASH = 12;

    private final Map<String, Asset> files = new LinkedHashMap<>();
    private final Addresses addresses;

    Assets() {
        this.addresses = new Addresses(
                add("tokens.css", own("tokens.css"), "text/css"),
                add("shop.css", own("shop.css"), "text/css"),
                add("shop.js", own("shop.js"), "text/javascript"),
                add("htmx.js", webjar(), "text/javascript"),
                add("icons.svg", own("icons.svg"), "image/svg+xml"),
                add("favicon.svg", own("favicon.svg"), "image/svg+xml"));
    }

    /** Where the files are. */
    public record Addresses(String tokens, String style, String script, String htmx, String icons, String favicon) {}

    private static final class Asset {

        private final byte[] plain;
        private final byte[] packed;
        private final MediaType type;

        Asset(byte[] plain, byte[] packed, MediaType type) {
            this.plain = plain;
            this.packed = packed;
            this.type = type;
        }
    }

    public Addresses addresses() {
        return addresses;
    }

    @AcceptsQuery("*")
    @GetMapping("/assets/{file}")
    ResponseEntity<byte[]> show(
            @PathVariable String file,
            @RequestHeader(name = HttpHeaders.ACCEPT_ENCODING, required = false) @Nullable String encodings) {
        return answer(
                files.get(file),
                encodings,
                CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable());
    }

    @AcceptsQuery("*")
    @GetMapping("/favicon.ico")
    ResponseEntity<byte[]> favicon(
            @RequestHeader(name = HttpHeaders.ACCEPT_ENCODING, required = false) @Nullable String encodings) {
        var name = addresses.favicon().substring("/assets/".length());
        return answer(
                files.get(name),
                encodings,
                CacheControl.maxAge(Duration.ofDays(1)).cachePublic());
    }

    private static ResponseEntity<byte[]> answer(
            @Nullable Asset asset, @Nullable String encodings, CacheControl cache) {
        if (asset == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        var response = ResponseEntity.ok()
                .cacheControl(cache)
                .contentType(asset.type)
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        return encodings != null && encodings.contains("gzip")
                ? response.header(HttpHeaders.CONTENT_ENCODING, "gzip").body(asset.packed)
                : response.body(asset.plain);
    }

    /** How much of a file goes over the wire. */
    int packedSize(String address) {
        return Objects.requireNonNull(files.get(address.substring("/assets/".length())), address).packed.length;
    }

    private String add(String name, byte[] content, String type) {
        var dot = name.lastIndexOf('.');
        var file = name.substring(0, dot) + "-" + hash(content) + name.substring(dot);
        files.put(
                file,
                new Asset(
                        content,
                        packed(content),
                        new MediaType(MediaType.parseMediaType(type), StandardCharsets.UTF_8)));
        return "/assets/" + file;
    }

    private static byte[] own(String name) {
        try (var file = Assets.class.getResourceAsStream("/assets/" + name)) {
            return all(file, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] webjar() {
        try {
            Resource[] found =
                    new PathMatchingResourcePatternResolver(Assets.class.getClassLoader()).getResources(HTMX);
            if (found.length != 1) {
                throw new IllegalStateException("webjars with " + HTMX + ": " + found.length + " (expected: 1)");
            }
            return found[0].getContentAsByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] all(@Nullable InputStream file, String name) throws IOException {
        if (file == null) {
            throw new IllegalStateException("/assets/" + name + " is missing");
        }
        return file.readAllBytes();
    }

    private static byte[] packed(byte[] content) {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static String hash(byte[] content) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content))
                    .substring(0, SHORT_HASH);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
