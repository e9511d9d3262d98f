package shop.pictures;

import java.util.function.Supplier;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.MultipartHttpServletRequest;
import shop.http.problem.InvalidRequestException;

/** How pictures come and go over HTTP. */
public final class PictureExchange {

    /** The part of a form that holds the file. */
    public static final String PART = "file";

    private PictureExchange() {}

    /** The file of a form; what it is called and said to be does not matter, nor what its part is called. */
    public static MultipartFile file(MultipartHttpServletRequest request) {
        var named = request.getFile(PART);
        if (named != null) {
            return named;
        }
        return request.getFileMap().values().stream()
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException(PART, "required", "must be a part that is a file"));
    }

    /**
     * Hands a picture out as a picture and nothing else.
     *
     * @param tag differs when the bytes do
     * @param known what the client says it has
     * @param name what it is called if somebody saves it, without the extension
     */
    public static ResponseEntity<byte[]> answer(
            Object tag, String known, PictureType type, String name, CacheControl cache, Supplier<byte[]> bytes) {
        var quoted = "\"" + tag + "\"";
        if (known.contains(quoted)) {
            // Said without asking the storage, which may be far away.
            return ResponseEntity.status(HttpStatus.NOT_MODIFIED)
                    .eTag(quoted)
                    .cacheControl(cache)
                    .build();
        }
        var body = bytes.get();
        return ResponseEntity.ok()
                .eTag(quoted)
                .cacheControl(cache)
                .contentType(MediaType.parseMediaType(type.contentType()))
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.inline()
                                .filename(name + "." + type.extension())
                                .build()
                                .toString())
                // Whatever a browser takes it for, it can do nothing; and a shop's pages may show it from where they
                // are.
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "default-src 'none'; sandbox")
                .header("Cross-Origin-Resource-Policy", "cross-origin")
                .body(body);
    }
}
