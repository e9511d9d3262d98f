package shop.storefront.browse;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.util.HtmlUtils;
import shop.http.query.AcceptsQuery;
import shop.sdk.Catalog;
import shop.storefront.shell.Pages;
import shop.storefront.shell.Shells;
import shop.storefront.shell.Visitor;

/** What search engines are told: the pages of the catalogue, and to leave the personal ones alone. */
@Controller
class SiteMapController {

    private static final int PAGE = 100;
    private static final int NEWEST_PAGES = 10;
    private static final MediaType XML = new MediaType("application", "xml", StandardCharsets.UTF_8);
    private static final CacheControl AN_HOUR =
            CacheControl.maxAge(Duration.ofHours(1)).cachePublic();

    private final Pages pages;
    private final Shells shells;

    SiteMapController(Pages pages, Shells shells) {
        this.pages = pages;
        this.shells = shells;
    }

    @AcceptsQuery("*")
    @GetMapping("/robots.txt")
    ResponseEntity<String> robots() {
        return ResponseEntity.ok()
                .cacheControl(AN_HOUR)
                .contentType(MediaType.TEXT_PLAIN)
                .body("""
                        User-agent: *
                        Disallow: /account
                        Disallow: /admin
                        Disallow: /api
                        Disallow: /cart
                        Disallow: /checkout
                        Disallow: /search
                        Disallow: /sign-in
                        Sitemap: %s
                        """.formatted(pages.absolute("/sitemap.xml")));
    }

    /** Categories, and the thousand newest products: others are found through their category. */
    @AcceptsQuery("*")
    @GetMapping("/sitemap.xml")
    ResponseEntity<String> siteMap(Visitor visitor) {
        var map = new StringBuilder("""
                <?xml version="1.0" encoding="UTF-8"?>
                <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
                """);
        add(map, "/");
        shells.categories().forEach(category -> add(map, "/c/" + category.slug()));
        for (var page = 0; page < NEWEST_PAGES; page++) {
            var found = visitor.shopAsNobody()
                    .catalog()
                    .search(new Catalog.Search(
                            null, null, null, null, null, null, Map.of(), "createdAt,desc", page, PAGE));
            found.items().forEach(product -> add(map, Paths.product(product.id(), product.name())));
            if (found.items().size() < PAGE) {
                break;
            }
        }
        return ResponseEntity.ok()
                .cacheControl(AN_HOUR)
                .contentType(XML)
                .body(map.append("</urlset>\n").toString());
    }

    private void add(StringBuilder map, String path) {
        map.append("<url><loc>")
                .append(HtmlUtils.htmlEscape(pages.absolute(path)))
                .append("</loc></url>\n");
    }
}
