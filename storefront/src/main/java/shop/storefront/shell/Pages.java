package shop.storefront.shell;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.ModelAndView;
import shop.http.problem.InvalidRequestException;
import shop.sdk.Catalog;
import shop.storefront.config.StorefrontProperties;

/** Puts pages into the frame. A template sees {@code shell}, the frame, and {@code page}, its own view model, and nothing else. */
@Component
public class Pages {

    /** What has just been done stands in the address, so a page needs no memory; it can only name a message that there is. */
    private static final String NOTICE = "notice";

    private static final String UNDO = "undo";

    private static final Pattern NOTICE_CODE = Pattern.compile("[a-z][a-z-]{0,40}");

    private final Shells shells;
    private final Assets assets;
    private final MessageSource messages;
    private final StorefrontProperties properties;

    Pages(Shells shells, Assets assets, MessageSource messages, StorefrontProperties properties) {
        this.shells = shells;
        this.assets = assets;
        this.messages = messages;
        this.properties = properties;
    }

    /**
     * What is said about a page.
     *
     * @param description null keeps search engines away
     * @param canonical the path of the page's one address
     */
    public record About(String title, @Nullable String description, String canonical) {

        /** A page for one person, which no search engine should know. */
        public static About personal(String title) {
            return new About(title, null, "/");
        }
    }

    public ModelAndView page(String template, About about, Object view, Visitor visitor) {
        return page(template, about, view, visitor, HttpStatus.OK);
    }

    public ModelAndView page(String template, About about, Object view, Visitor visitor, HttpStatus status) {
        var model = new ModelAndView(template, Map.of("shell", shell(about, visitor), "page", view));
        model.setStatus(status);
        return model;
    }

    /** Words for the visitor. */
    public Texts texts(Visitor visitor) {
        return new Texts(messages, visitor.locale());
    }

    public Format format(Visitor visitor) {
        return new Format(visitor.locale(), properties.timeZone());
    }

    /** The whole address of a path, as others are given it. */
    public String absolute(String path) {
        return withoutSlash(properties.publicUrl().toString()) + path;
    }

    private Shell shell(About about, Visitor visitor) {
        var request = request();
        var figures = shells.figures(request);
        var cart = figures.cart();
        if (cart != null) {
            // A guest's cart that went over into the account's takes its cookie with it.
            visitor.take(cart);
        }
        return new Shell(
                properties.name(),
                about.title(),
                about.description(),
                absolute(about.canonical()),
                visitor.locale().getLanguage(),
                visitor.theme(),
                visitor.isSignedIn(),
                visitor.isAdmin(),
                visitor.xsrf(),
                cart == null
                        ? null
                        : cart.body().items().stream()
                                .mapToInt(item -> item.quantity())
                                .sum(),
                figures.unread(),
                topCategories(),
                request.getMethod().equals("GET") ? visitor.address() : "/",
                notice(request, visitor),
                undo(request),
                assets.addresses());
    }

    private List<Shell.Link> topCategories() {
        return shells.categories().stream()
                .filter(category -> category.parentId() == null)
                .map(Pages::link)
                .toList();
    }

    public static Shell.Link link(Catalog.Category category) {
        return new Shell.Link(category.name(), "/c/" + category.slug());
    }

    private static @Nullable String undo(HttpServletRequest request) {
        var key = parameter(UNDO, request);
        return UndoCookie.isKept(key, request) ? key : null;
    }

    private @Nullable String notice(HttpServletRequest request, Visitor visitor) {
        var code = parameter(NOTICE, request);
        return code != null && NOTICE_CODE.matcher(code).matches()
                ? messages.getMessage("notice." + code, null, null, visitor.locale())
                : null;
    }

    /** A request with one parameter that is refused has none that can be read, on the page that says so either. */
    private static @Nullable String parameter(String name, HttpServletRequest request) {
        try {
            return request.getParameter(name);
        } catch (InvalidRequestException _) {
            return null;
        }
    }

    private static HttpServletRequest request() {
        return ((ServletRequestAttributes) Objects.requireNonNull(RequestContextHolder.getRequestAttributes()))
                .getRequest();
    }

    private static String withoutSlash(String base) {
        return base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    }
}
