package shop.storefront.shell;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import shop.sdk.Carts;
import shop.sdk.Catalog;
import shop.sdk.Identity;
import shop.sdk.Reply;
import shop.sdk.Shop;
import shop.sdk.ShopApiException;
import shop.storefront.config.StorefrontProperties;

/**
 * Finds what the frame of a page shows, beside the page's own questions. A page does not wait long for it, and none fails for the want
 * of it.
 */
@Component
public class Shells implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(Shells.class);
    private static final UUID NOT_NAMED = new UUID(0, 0);
    private static final String BEGUN = Shells.class.getName() + ".begun";

    private final Shop shop;
    private final StorefrontProperties properties;
    private final Clock clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile @Nullable KnownCategories categories;

    Shells(Shop shop, StorefrontProperties properties, Clock clock) {
        this.shop = shop;
        this.properties = properties;
        this.clock = clock;
    }

    private record KnownCategories(List<Catalog.Category> tree, Instant until) {}

    /** The figures of the frame that are this visitor's own. */
    record Figures(
            @Nullable Reply<Carts.Cart> cart, @Nullable Long unread) {

        static final Figures NONE = new Figures(null, null);
    }

    void begin(Visitor visitor, HttpServletRequest request) {
        if (!visitor.hasCart()) {
            return;
        }
        CompletableFuture<@Nullable Reply<Carts.Cart>> cart =
                quietly(() -> visitor.shop().cart().get());
        CompletableFuture<@Nullable Long> unread = visitor.isSignedIn()
                ? quietly(() -> visitor.shop().notifications().list(true, 0, 1).totalItems())
                : CompletableFuture.completedFuture(null);
        request.setAttribute(BEGUN, cart.thenCombine(unread, Figures::new));
    }

    /** What was found until now, or soon. */
    Figures figures(HttpServletRequest request) {
        if (!(request.getAttribute(BEGUN) instanceof CompletableFuture<?> begun)) {
            return Figures.NONE;
        }
        try {
            return (Figures) begun.get(properties.shellPatience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException _) {
            return Figures.NONE;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Figures.NONE;
        }
    }

    /** The tree of categories; the last one that was seen if there is none now, and empty if there never was. */
    public List<Catalog.Category> categories() {
        var known = categories;
        var now = clock.instant();
        if (known != null && now.isBefore(known.until())) {
            return known.tree();
        }
        try {
            var tree = shop.as(Identity.nobody()).catalog().categories();
            categories = new KnownCategories(tree, now.plus(properties.categoryLife()));
            return tree;
        } catch (ShopApiException outage) {
            log.warn("The categories cannot be asked for: {}", outage.getMessage());
            var last = known == null ? List.<Catalog.Category>of() : known.tree();
            categories =
                    new KnownCategories(last, now.plus(properties.categoryLife().dividedBy(2)));
            return last;
        }
    }

    /** The category of a slug; products may have slugs that nobody has named, and these are called as the slug is spelled. */
    public Catalog.Category category(String slug) {
        return categories().stream()
                .filter(category -> category.slug().equals(slug))
                .findFirst()
                .orElseGet(() -> new Catalog.Category(NOT_NAMED, slug, spelledOut(slug), null, List.of(slug), 0));
    }

    public boolean isNamed(Catalog.Category category) {
        return !category.id().equals(NOT_NAMED);
    }

    private static String spelledOut(String slug) {
        var words = slug.replace('-', ' ').strip();
        return words.isEmpty() ? slug : Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    private <T> CompletableFuture<@Nullable T> quietly(Supplier<@Nullable T> question) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return question.get();
                    } catch (ShopApiException refusal) {
                        log.debug("A page goes without a figure: {}", refusal.getMessage());
                        return null;
                    }
                },
                threads);
    }

    @Override
    public void destroy() {
        threads.shutdownNow();
    }
}
