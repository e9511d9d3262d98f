package shop.storefront.browse;

import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.ModelAndView;
import shop.http.query.AcceptsQuery;
import shop.kernel.Money;
import shop.sdk.Catalog;
import shop.sdk.ProblemException;
import shop.storefront.shell.Format;
import shop.storefront.shell.Pages;
import shop.storefront.shell.Paging;
import shop.storefront.shell.Shell;
import shop.storefront.shell.Shells;
import shop.storefront.shell.Texts;
import shop.storefront.shell.Visitor;

/** Lists of products: what was searched for, or what is in a category; each choice is in the address. */
@Controller
class SearchController {

    private static final int PAGE = 24;
    private static final int SUGGESTED = 8;
    private static final int SHOWN_VALUES = 8;
    private static final List<String> SORTS = List.of("relevance", "newest", "price-up", "price-down", "name");

    private final Pages pages;
    private final Shells shells;

    SearchController(Pages pages, Shells shells) {
        this.pages = pages;
        this.shells = shells;
    }

    /**
     * A list of products with its filters.
     *
     * @param path of the form that asks again
     * @param kept what the form keeps of the address, beside the text and the sort
     */
    record SearchView(
            String heading,
            String path,
            String text,
            String count,
            List<ProductCard> products,
            List<Shell.Link> trail,
            List<Shell.Link> below,
            List<Chip> chips,
            List<Facet> facets,
            List<Sort> sorts,
            List<Kept> kept,
            Paging paging) {}

    record Chip(String label, String without) {}

    record Facet(String name, List<Choice> choices) {}

    record Choice(String label, String count, String href, boolean chosen) {}

    record Sort(String code, String label, boolean chosen) {}

    record Kept(String name, String value) {}

    @AcceptsQuery("*")
    @GetMapping("/search")
    ModelAndView search(@RequestParam MultiValueMap<String, String> parameters, Visitor visitor) {
        return show(null, Address.of("/search", parameters), visitor);
    }

    @AcceptsQuery("*")
    @GetMapping("/c/{slug}")
    ModelAndView category(
            @PathVariable String slug, @RequestParam MultiValueMap<String, String> parameters, Visitor visitor) {
        return show(shells.category(slug), Address.of("/c/" + slug, parameters), visitor);
    }

    record SuggestionsView(List<Shell.Link> items) {}

    /** A part of a page, for htmx. */
    @AcceptsQuery("*")
    @GetMapping("/search/suggest")
    ModelAndView suggest(@RequestParam(defaultValue = "") String q, Visitor visitor) {
        var text = q.strip();
        var found = new ArrayList<Shell.Link>();
        if (!text.isEmpty() && text.length() <= 100) {
            for (var suggestion : visitor.shopAsNobody().catalog().suggest(text, SUGGESTED)) {
                var product = suggestion.productId();
                found.add(new Shell.Link(
                        suggestion.text(),
                        product == null
                                ? Address.search(suggestion.text())
                                : Paths.product(product, suggestion.text())));
            }
        }
        return new ModelAndView("browse/suggestions", Map.of("page", new SuggestionsView(found)));
    }

    private ModelAndView show(Catalog.@Nullable Category category, Address address, Visitor visitor) {
        var texts = pages.texts(visitor);
        var format = pages.format(visitor);
        var sort =
                Objects.requireNonNullElse(address.one("sort"), address.text().isEmpty() ? "newest" : "relevance");
        var search = new Catalog.Search(
                address.text().isEmpty() ? null : address.text(),
                category == null ? address.one("category") : category.slug(),
                address.one("currency"),
                address.number("min"),
                address.number("max"),
                "1".equals(address.one("stock")) ? true : null,
                address.attributes(),
                sortOf(sort),
                address.page(),
                PAGE);
        Catalog.ProductPage found;
        try {
            found = visitor.shopAsNobody().catalog().search(search);
        } catch (ProblemException refused) {
            // An address that somebody typed or cut: nothing is found at it.
            if (refused.status() != HttpStatus.BAD_REQUEST.value()) {
                throw refused;
            }
            found = new Catalog.ProductPage(List.of(), 0, PAGE, 0L, 0, null, null, null);
        }
        if (category != null && !shells.isNamed(category) && found.items().isEmpty()) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        var cards = new ArrayList<ProductCard>();
        found.items().forEach(product -> cards.add(ProductCard.of(product, format, texts)));
        var total = Objects.requireNonNullElse(found.totalItems(), 0L);
        var heading = heading(category, address, texts);
        var view = new SearchView(
                heading,
                address.path(),
                address.text(),
                texts.get("search.count", total),
                cards,
                category == null ? List.of() : trail(category),
                category == null ? List.of() : below(category),
                chips(address, category, format, texts),
                found.facets() == null ? List.of() : facets(found.facets(), address, category, format, texts),
                SORTS.stream()
                        .filter(code ->
                                !code.equals("relevance") || !address.text().isEmpty())
                        .map(code -> new Sort(code, texts.get("sort." + code), code.equals(sort)))
                        .toList(),
                address.kept(),
                paging(address, found, total, texts, format));
        var canonical = category == null ? "/search" : address.path();
        var description = category == null ? null : texts.get("category.description", category.name());
        return pages.page("browse/search", new Pages.About(heading, description, canonical), view, visitor);
    }

    private static String heading(Catalog.@Nullable Category category, Address address, Texts texts) {
        if (category != null) {
            return category.name();
        }
        return address.text().isEmpty() ? texts.get("search.all") : texts.get("search.for", address.text());
    }

    private static @Nullable String sortOf(String code) {
        return switch (code) {
            case "newest" -> "createdAt,desc";
            case "price-up" -> "price,asc";
            case "price-down" -> "price,desc";
            case "name" -> "name,asc";
            default -> null;
        };
    }

    private List<Shell.Link> trail(Catalog.Category category) {
        return shells.categories().stream()
                .filter(above -> category.path().contains(above.slug()) && !above.equals(category))
                .map(Pages::link)
                .toList();
    }

    private List<Shell.Link> below(Catalog.Category category) {
        return shells.categories().stream()
                .filter(child -> category.id().equals(child.parentId()))
                .map(Pages::link)
                .toList();
    }

    private List<Chip> chips(Address address, Catalog.@Nullable Category category, Format format, Texts texts) {
        var chips = new ArrayList<Chip>();
        if (!address.text().isEmpty() && category != null) {
            chips.add(new Chip("“" + address.text() + "”", address.without("q")));
        }
        var chosen = address.one("category");
        if (category == null && chosen != null) {
            chips.add(new Chip(name(chosen), address.without("category")));
        }
        var currency = address.currency();
        var min = address.number("min");
        var max = address.number("max");
        if (currency != null && (min != null || max != null)) {
            chips.add(new Chip(range(currency, min, max, format, texts), address.without("min", "max", "currency")));
        }
        if ("1".equals(address.one("stock"))) {
            chips.add(new Chip(texts.get("filter.inStock"), address.without("stock")));
        }
        address.attributes()
                .forEach((name, values) -> values.forEach(value ->
                        chips.add(new Chip(name + ": " + value, address.withoutValue("attr." + name, value)))));
        return chips;
    }

    private List<Facet> facets(
            Catalog.Facets found, Address address, Catalog.@Nullable Category category, Format format, Texts texts) {
        var facets = new ArrayList<Facet>();
        if (category == null && found.categories() != null) {
            var chosen = address.one("category");
            add(
                    facets,
                    texts.get("filter.category"),
                    found.categories().stream()
                            .map(count -> new Choice(
                                    name(count.category()),
                                    format.number(count.count()),
                                    address.with("category", count.category()),
                                    count.category().equals(chosen)))
                            .toList());
        }
        if (found.prices() != null) {
            add(
                    facets,
                    texts.get("filter.price"),
                    found.prices().stream()
                            .map(price -> price(price, address, format, texts))
                            .toList());
        }
        var availability = found.availability();
        if (availability != null && availability.inStock() > 0) {
            add(
                    facets,
                    texts.get("filter.stock"),
                    List.of(new Choice(
                            texts.get("filter.inStock"),
                            format.number(availability.inStock()),
                            address.with("stock", "1"),
                            "1".equals(address.one("stock")))));
        }
        if (found.attributes() != null) {
            for (var attribute : found.attributes()) {
                var chosen = address.attributes().getOrDefault(attribute.name(), List.of());
                add(
                        facets,
                        attribute.name(),
                        attribute.values().stream()
                                .map(value -> new Choice(
                                        value.value(),
                                        format.number(value.count()),
                                        address.adding("attr." + attribute.name(), value.value()),
                                        chosen.contains(value.value())))
                                .toList());
            }
        }
        return facets;
    }

    private static void add(List<Facet> facets, String name, List<Choice> choices) {
        if (!choices.isEmpty()) {
            facets.add(new Facet(name, choices.stream().limit(SHOWN_VALUES).toList()));
        }
    }

    private static Choice price(Catalog.PriceCount price, Address address, Format format, Texts texts) {
        var currency = Currency.getInstance(price.currency());
        var to = price.to() == null ? null : price.to() - 1;
        var href = address.withPrice(price.currency(), price.from(), to);
        var chosen = Objects.equals(address.number("min"), price.from())
                && Objects.equals(address.number("max"), to)
                && price.currency().equals(address.one("currency"));
        return new Choice(
                range(currency, price.from(), price.to(), format, texts), format.number(price.count()), href, chosen);
    }

    private static String range(Currency currency, @Nullable Long from, @Nullable Long to, Format format, Texts texts) {
        var low = from == null ? null : format.money(new Money(from, currency));
        var high = to == null ? null : format.money(new Money(to, currency));
        if (low != null && high != null) {
            return texts.get("filter.between", low, high);
        }
        return low != null
                ? texts.get("filter.from", low)
                : texts.get("filter.upTo", Objects.requireNonNullElse(high, ""));
    }

    private String name(String slug) {
        return shells.category(slug).name();
    }

    private static Paging paging(Address address, Catalog.ProductPage found, long total, Texts texts, Format format) {
        var pages = Objects.requireNonNullElse(found.totalPages(), 0);
        var page = found.page();
        return new Paging(
                texts.get("paging.position", format.number(page + 1L), format.number(Math.max(pages, 1))),
                page > 0 && total > 0 ? address.toPage(page - 1) : null,
                page + 1 < pages ? address.toPage(page + 1) : null);
    }
}
