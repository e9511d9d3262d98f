package shop.product.web;

import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;

/** How long caches may keep responses about products. */
final class CacheHeaders {

    private CacheHeaders() {}

    /**
     * Clients ask every time, by the ETag. The shop's own caches in front (RFC 9213), which see many clients, may answer the next ones for
     * a moment.
     */
    static ResponseEntity.BodyBuilder asked(ResponseEntity.BodyBuilder answer) {
        return answer.cacheControl(CacheControl.noCache()).header("CDN-Cache-Control", "max-age=1");
    }
}
