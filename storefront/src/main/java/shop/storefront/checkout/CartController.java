package shop.storefront.checkout;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import shop.http.query.AcceptsQuery;
import shop.sdk.Carts;
import shop.sdk.ProblemException;
import shop.storefront.browse.Paths;
import shop.storefront.browse.Picture;
import shop.storefront.shell.Format;
import shop.storefront.shell.Pages;
import shop.storefront.shell.Redirects;
import shop.storefront.shell.SafePaths;
import shop.storefront.shell.Texts;
import shop.storefront.shell.Visitor;

@Controller
class CartController {

    private static final String CART = "/cart";

    private final Pages pages;

    CartController(Pages pages) {
        this.pages = pages;
    }

    /**
     * The cart as its page shows it.
     *
     * @param refusal why the last change was not made
     * @param buyable whether anything in it can be ordered
     */
    record CartView(
            List<Line> lines,
            String total,
            boolean buyable,
            List<String> notices,
            @Nullable String refusal) {}

    record Line(
            UUID id,
            String name,
            String href,
            Picture picture,
            String unitPrice,
            int quantity,
            String total,
            List<String> notices) {

        static Line of(Carts.Item item, Format format, Texts texts) {
            return new Line(
                    item.productId(),
                    item.name(),
                    Paths.product(item.productId(), item.name()),
                    Picture.of(item.name()),
                    format.money(item.unitPrice()),
                    item.quantity(),
                    format.money(item.lineTotal()),
                    item.notices().stream()
                            .map(notice -> notice(notice, format, texts))
                            .toList());
        }

        private static String notice(Carts.Notice notice, Format format, Texts texts) {
            var previous = notice.previousPrice() == null ? "" : format.money(notice.previousPrice());
            var available = notice.available() == null ? "" : format.number(notice.available());
            var known = texts.find("cart.notice." + notice.code());
            return known == null ? notice.message() : texts.get("cart.notice." + notice.code(), previous, available);
        }
    }

    @AcceptsQuery("*")
    @GetMapping(CART)
    ModelAndView show(Visitor visitor) {
        return page(visitor, null, HttpStatus.OK);
    }

    @AcceptsQuery("*")
    @PostMapping("/cart/items")
    ModelAndView add(
            @RequestParam UUID productId,
            @RequestParam(defaultValue = "1") String quantity,
            @RequestParam(required = false) @Nullable String here,
            Visitor visitor) {
        return change(visitor, () -> {
            visitor.take(visitor.shop().cart().add(productId, quantity(quantity)));
            return Redirects.to(here == null ? CART + "?notice=added" : withNotice(SafePaths.orElse(here, CART)));
        });
    }

    @AcceptsQuery("*")
    @PostMapping("/cart/items/{productId}")
    ModelAndView setQuantity(@PathVariable UUID productId, @RequestParam String quantity, Visitor visitor) {
        return change(visitor, () -> {
            var wanted = quantity(quantity);
            if (wanted == 0) {
                visitor.shop().cart().remove(productId);
            } else {
                visitor.take(visitor.shop().cart().setQuantity(productId, wanted));
            }
            return Redirects.to(CART);
        });
    }

    @AcceptsQuery("*")
    @PostMapping("/cart/items/{productId}/remove")
    ModelAndView remove(@PathVariable UUID productId, Visitor visitor) {
        return change(visitor, () -> {
            visitor.shop().cart().remove(productId);
            return Redirects.to(CART + "?notice=removed");
        });
    }

    private interface Change {
        ModelAndView make();
    }

    /** A refused change leaves the cart as it is, and the page says why. */
    private ModelAndView change(Visitor visitor, Change change) {
        try {
            return change.make();
        } catch (NumberFormatException _) {
            return page(visitor, pages.texts(visitor).get("error.quantity"), HttpStatus.UNPROCESSABLE_CONTENT);
        } catch (ProblemException problem) {
            if (problem.isOutage() || problem.isSignedOut()) {
                throw problem;
            }
            if (problem.is("not_in_cart")) {
                return Redirects.to(CART); // removed in another window: that is what was wanted, or is to be seen
            }
            var status = problem.status() == HttpStatus.TOO_MANY_REQUESTS.value()
                    ? HttpStatus.TOO_MANY_REQUESTS
                    : HttpStatus.UNPROCESSABLE_CONTENT;
            return page(visitor, pages.texts(visitor).refusal(problem), status);
        }
    }

    private ModelAndView page(Visitor visitor, @Nullable String refusal, HttpStatus status) {
        var texts = pages.texts(visitor);
        var format = pages.format(visitor);
        var lines = new ArrayList<Line>();
        var notices = new ArrayList<String>();
        var total = "";
        var buyable = false;
        if (visitor.hasCart()) {
            var cart = visitor.take(visitor.shop().cart().get());
            cart.items().forEach(item -> lines.add(Line.of(item, format, texts)));
            total = format.money(cart.total());
            buyable = cart.items().stream().anyMatch(CartController::isBuyable);
            cart.notices().forEach(notice -> notices.add(guestNotice(notice, texts)));
        }
        return pages.page(
                "checkout/cart",
                Pages.About.personal(texts.get("cart.title")),
                new CartView(lines, total, buyable, notices, refusal),
                visitor,
                status);
    }

    private static boolean isBuyable(Carts.Item item) {
        return item.notices().stream()
                .noneMatch(notice ->
                        notice.code().equals("out_of_stock") || notice.code().equals("product_unavailable"));
    }

    private static String guestNotice(Carts.CartNotice notice, Texts texts) {
        var reason = notice.reason() == null ? "" : "." + notice.reason();
        var known = texts.find("cart.notice." + notice.code() + reason);
        return known == null
                ? notice.message()
                : texts.get("cart.notice." + notice.code() + reason, notice.quantity(), notice.name());
    }

    private static int quantity(String text) {
        var quantity = Integer.parseInt(text.strip());
        if (quantity < 0) {
            throw new NumberFormatException("quantity: " + quantity + " (expected: at least 0)");
        }
        return quantity;
    }

    private static String withNotice(String path) {
        var bare = path.replaceAll("([?&])notice=[a-z-]*&?", "$1").replaceAll("[?&]$", "");
        return bare + (bare.contains("?") ? "&" : "?") + "notice=added";
    }
}
