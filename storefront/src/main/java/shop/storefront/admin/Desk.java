package shop.storefront.admin;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.ModelAndView;
import shop.sdk.Operations;
import shop.sdk.ProblemException;
import shop.storefront.shell.Pages;
import shop.storefront.shell.Redirects;
import shop.storefront.shell.Visitor;

/** Puts the pages of the desk together: navigation on the left, the page's own view beside it. */
@Component
class Desk {

    private static final TimeBasedEpochGenerator KEYS = Generators.timeBasedEpochGenerator();

    private final Pages pages;
    private final Attention attention;
    private final DeskAssets assets;

    Desk(Pages pages, Attention attention, DeskAssets assets) {
        this.pages = pages;
        this.attention = attention;
        this.assets = assets;
    }

    /**
     * A page of the desk.
     *
     * @param body the view model of the page itself
     */
    public record DeskView(DeskAssets.Addresses assets, String title, List<NavItem> nav, Object body) {}

    /** A part of the desk, with the count of what needs somebody there; null if nothing does. */
    public record NavItem(
            String label,
            String href,
            boolean here,
            @Nullable String count) {}

    Words words(Visitor visitor) {
        return new Words(pages.texts(visitor), pages.format(visitor), visitor.locale());
    }

    ModelAndView page(String template, Section section, String title, Object body, Visitor visitor) {
        return page(template, section, title, body, visitor, HttpStatus.OK);
    }

    ModelAndView page(String template, Section section, String title, Object body, Visitor visitor, HttpStatus status) {
        var view = new DeskView(assets.addresses(), title, nav(section, visitor), body);
        return pages.page("admin/" + template, Pages.About.personal(title), view, visitor, status);
    }

    private List<NavItem> nav(Section here, Visitor visitor) {
        var words = words(visitor);
        var counts = attention.counts(visitor);
        return Arrays.stream(Section.values())
                // Only a shop that reviews risky orders has some on hold; without reviews a link would lead nowhere.
                .filter(section -> section != Section.HOLDS || section == here || counts.of(section) > 0)
                .map(section -> {
                    var count = counts.of(section);
                    return new NavItem(
                            words.get(section.key()),
                            section.path(),
                            section == here,
                            count == 0 ? null : words.number(count));
                })
                .toList();
    }

    ModelAndView ask(Section section, Confirmation confirmation, Visitor visitor) {
        var status = confirmation.refusal() == null ? HttpStatus.OK : HttpStatus.UNPROCESSABLE_CONTENT;
        return page("confirm", section, confirmation.question(), confirmation, visitor, status);
    }

    /** Does what was confirmed and goes on; a refusal is shown where it was asked for, and nothing that was typed is lost. */
    ModelAndView doIt(
            Section section,
            Supplier<Confirmation> confirmation,
            Runnable deed,
            String next,
            String notice,
            Visitor visitor) {
        return doIt(section, confirmation, deed, () -> done(next, notice), visitor);
    }

    ModelAndView doIt(
            Section section,
            Supplier<Confirmation> confirmation,
            Runnable deed,
            Supplier<ModelAndView> next,
            Visitor visitor) {
        try {
            deed.run();
        } catch (ProblemException refusal) {
            if (refusal.isSignedOut() || refusal.isOutage() || refusal.isNotFound()) {
                throw refusal;
            }
            return ask(section, confirmation.get().refused(words(visitor).refusal(refusal)), visitor);
        }
        attention.changed();
        return next.get();
    }

    static ModelAndView done(String next, String notice) {
        return Redirects.to(next + (next.contains("?") ? "&" : "?") + "notice=" + notice);
    }

    static Operations operations(Visitor visitor) {
        return new Operations(visitor.shop());
    }

    /** For a form that may be sent twice: made with the form, so that both times it is the same. */
    static String newKey() {
        return KEYS.generate().toString();
    }
}
