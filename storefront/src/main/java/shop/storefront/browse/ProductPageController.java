package shop.storefront.browse;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.servlet.ModelAndView;
import shop.http.query.AcceptsQuery;
import shop.sdk.Catalog;
import shop.sdk.ShopApiException;
import shop.storefront.shell.Format;
import shop.storefront.shell.Pages;
import shop.storefront.shell.Shell;
import shop.storefront.shell.Shells;
import shop.storefront.shell.Texts;
import shop.storefront.shell.Visitor;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

@Controller
class ProductPageController {

    private static final Logger log = LoggerFactory.getLogger(ProductPageController.class);
    private static final int LONGEST_DESCRIPTION = 160;
    private static final long MOST_AT_ONCE = 999;
    private static final int RECOMMENDED = 4;

    private final Pages pages;
    private final Shells shells;

    ProductPageController(Pages pages, Shells shells) {
        this.pages = pages;
        this.shells = shells;
    }

    /**
     * A product as its page shows it.
     *
     * @param stockKind {@code many}, {@code few}, {@code none} or {@code unknown}: chooses the colour and the sign
     * @param most how many can be put into the cart
     * @param structuredData for search engines, in JSON that no markup can begin in
     */
    record ProductView(
            UUID id,
            String name,
            String sku,
            String price,
            String stock,
            String stockKind,
            boolean buyable,
            long most,
            List<Picture> pictures,
            List<String> paragraphs,
            Map<String, String> attributes,
            List<Shell.Link> trail,
            List<ProductCard> together,
            String structuredData) {}

    @AcceptsQuery("*")
    @GetMapping({"/p/{id}", "/p/{id}/{slug}"})
    ModelAndView show(@PathVariable UUID id, @PathVariable(required = false) @Nullable String slug, Visitor visitor) {
        var product = visitor.shopAsNobody().catalog().product(id).body();
        var texts = pages.texts(visitor);
        var format = pages.format(visitor);
        var availability = product.availability();
        var available = availability == null ? MOST_AT_ONCE : availability.available();
        var kind = kind(availability);
        var together = new ArrayList<ProductCard>();
        recommended(id, visitor).forEach(other -> together.add(ProductCard.of(other, format, texts)));
        var view = new ProductView(
                id,
                product.name(),
                product.sku(),
                format.money(product.price()),
                texts.get("stock." + kind, format.number(available)),
                kind,
                !ProductCard.isSoldOut(availability),
                Math.clamp(available, 1, MOST_AT_ONCE),
                pictures(product),
                product.description() == null || product.description().isBlank()
                        ? List.of()
                        : product.description()
                                .strip()
                                .lines()
                                .filter(line -> !line.isBlank())
                                .toList(),
                attributes(product, texts, format),
                trail(product),
                together,
                structuredData(product));
        var path = Paths.product(id, product.name());
        return pages.page("browse/product", new Pages.About(product.name(), description(product), path), view, visitor);
    }

    private static Map<String, String> attributes(Catalog.Product product, Texts texts, Format format) {
        var attributes = new TreeMap<String, String>();
        product.attributes().forEach((name, value) -> attributes.put(name, text(value, texts, format)));
        return attributes;
    }

    private static String text(@Nullable Object value, Texts texts, Format format) {
        return switch (value) {
            case null -> "";
            case Boolean known -> texts.get(known ? "yes" : "no");
            case Long number -> format.number(number);
            case Integer number -> format.number(number);
            case List<?> values ->
                values.stream().map(one -> text(one, texts, format)).collect(Collectors.joining(", "));
            default -> String.valueOf(value);
        };
    }

    private static String kind(Catalog.@Nullable Availability availability) {
        if (availability == null) {
            return "unknown";
        }
        if (!availability.inStock()) {
            return "none";
        }
        return availability.available() < ProductCard.FEW ? "few" : "many";
    }

    private static List<Picture> pictures(Catalog.Product product) {
        var own = product.images().stream()
                .filter(Picture::isShowable)
                .map(src -> new Picture(src, product.name()))
                .toList();
        return own.isEmpty() ? List.of(new Picture(Picture.of(product).src(), product.name())) : own;
    }

    /** From the top category to the product's own: to the first that has a name, else to the first. */
    private List<Shell.Link> trail(Catalog.Product product) {
        var own = product.categories().stream().map(shells::category).toList();
        return own.stream()
                .filter(shells::isNamed)
                .findFirst()
                .or(() -> own.stream().findFirst())
                .map(category -> category.path().stream()
                        .map(shells::category)
                        .map(Pages::link)
                        .toList())
                .orElse(List.of());
    }

    /** A page is no worse without them. */
    private static List<Catalog.Product> recommended(UUID id, Visitor visitor) {
        try {
            return visitor.shopAsNobody().catalog().recommendations(id).stream()
                    .map(Catalog.Recommendation::product)
                    .limit(RECOMMENDED)
                    .toList();
        } catch (ShopApiException none) {
            log.debug("No recommendations for {}: {}", id, none.getMessage());
            return List.of();
        }
    }

    private static String description(Catalog.Product product) {
        var text = product.description() == null || product.description().isBlank()
                ? product.name()
                : product.description().strip().replaceAll("\\s+", " ");
        return text.length() <= LONGEST_DESCRIPTION ? text : text.substring(0, LONGEST_DESCRIPTION - 1) + "…";
    }

    private String structuredData(Catalog.Product product) {
        var data = JsonNodeFactory.instance
                .objectNode()
                .put("@context", "https://schema.org")
                .put("@type", "Product")
                .put("name", product.name())
                .put("sku", product.sku())
                .put("description", description(product));
        var images = data.putArray("image");
        pictures(product)
                .forEach(picture ->
                        images.add(picture.src().startsWith("/") ? pages.absolute(picture.src()) : picture.src()));
        data.putObject("offers")
                .put("@type", "Offer")
                .put("url", pages.absolute(Paths.product(product.id(), product.name())))
                .put("priceCurrency", product.price().currency().getCurrencyCode())
                .put("price", Format.plain(product.price()))
                .put(
                        "availability",
                        "https://schema.org/"
                                + (ProductCard.isSoldOut(product.availability()) ? "OutOfStock" : "InStock"));
        // Inside a script element only these could end it or begin a comment.
        return JsonMapper.shared()
                .writeValueAsString(data)
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026");
    }
}
