package shop.storefront.browse;

import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.ModelAndView;
import shop.http.query.AcceptsQuery;
import shop.sdk.Catalog;
import shop.storefront.shell.Pages;
import shop.storefront.shell.Shells;
import shop.storefront.shell.Visitor;

@Controller
class HomeController {

    private static final int NEWEST = 12;

    private final Pages pages;
    private final Shells shells;

    HomeController(Pages pages, Shells shells) {
        this.pages = pages;
        this.shells = shells;
    }

    record HomeView(List<Tile> categories, List<ProductCard> newest) {

        record Tile(String name, String href, String picture) {}
    }

    @AcceptsQuery("*")
    @GetMapping("/")
    ModelAndView show(Visitor visitor) {
        var texts = pages.texts(visitor);
        var format = pages.format(visitor);
        var newest = visitor.shopAsNobody().catalog().search(Catalog.Search.all(NEWEST));
        var cards = new ArrayList<ProductCard>();
        newest.items().forEach(product -> cards.add(ProductCard.of(product, format, texts)));
        var tiles = shells.categories().stream()
                .filter(category -> category.parentId() == null)
                .map(category -> new HomeView.Tile(
                        category.name(), Pages.link(category).href(), PictureController.path(category.name())))
                .toList();
        return pages.page(
                "browse/home",
                new Pages.About(texts.get("home.title"), texts.get("home.description"), "/"),
                new HomeView(tiles, cards),
                visitor);
    }
}
