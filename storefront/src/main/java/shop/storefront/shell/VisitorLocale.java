package shop.storefront.shell;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.LocaleResolver;

/** The language that a visitor chose (cookie), else the first of the browser's that there are words in, else English. */
final class VisitorLocale implements LocaleResolver {

    public static final String COOKIE = "lang";

    /** The languages of the message files. */
    public static final List<String> LANGUAGES = List.of("en", "de");

    /** Dates of a plain "en" are written as most of the world reads them. */
    private static final Locale ENGLISH = Locale.UK;

    private static final Set<String> KNOWN = Set.copyOf(LANGUAGES);

    @Override
    public Locale resolveLocale(HttpServletRequest request) {
        var chosen = Cookies.value(request, COOKIE);
        var sent = request.getHeader("Accept-Language") == null
                ? List.<Locale>of()
                : Collections.list(request.getLocales());
        var language = chosen != null && KNOWN.contains(chosen) ? chosen : null;
        return sent.stream()
                .filter(locale -> language == null
                        ? KNOWN.contains(locale.getLanguage())
                        : locale.getLanguage().equals(language))
                .findFirst()
                .map(VisitorLocale::withRegion)
                .orElseGet(() -> language == null ? ENGLISH : withRegion(Locale.of(language)));
    }

    private static Locale withRegion(Locale locale) {
        if (!locale.getCountry().isEmpty()) {
            return Locale.of(locale.getLanguage(), locale.getCountry());
        }
        return locale.getLanguage().equals("de") ? Locale.GERMANY : ENGLISH;
    }

    @Override
    public void setLocale(HttpServletRequest request, @Nullable HttpServletResponse response, @Nullable Locale locale) {
        throw new UnsupportedOperationException("the language is chosen by the cookie " + COOKIE);
    }
}
