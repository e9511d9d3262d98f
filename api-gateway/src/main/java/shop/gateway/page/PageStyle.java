package shop.gateway.page;

import java.time.Duration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import shop.gateway.html.Html;

/** The style of the gateway's own pages, which no other program has to be there for. */
@RestController
class PageStyle {

    private static final Resource STYLE = new ClassPathResource("shop/gateway/html/gateway.css");

    @GetMapping(path = Html.STYLE_PATH, produces = "text/css")
    ResponseEntity<Resource> style() {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(Duration.ofHours(1)).cachePublic())
                .body(STYLE);
    }
}
