package shop.storefront.shell;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import shop.http.query.AcceptsQuery;
import shop.storefront.config.StorefrontProperties;

/** Remembers the language and the colours that a visitor chose. */
@Controller
class PreferenceController {

    private static final Set<String> THEMES = Set.of("light", "dark");
    private static final Duration LIFE = Duration.ofDays(365);

    private final StorefrontProperties properties;

    PreferenceController(StorefrontProperties properties) {
        this.properties = properties;
    }

    @AcceptsQuery("*")
    @PostMapping("/settings")
    ModelAndView choose(
            @RequestParam(required = false) @Nullable String language,
            @RequestParam(required = false) @Nullable String theme,
            @RequestParam(required = false) @Nullable String here,
            Visitor visitor) {
        if (language != null && VisitorLocale.LANGUAGES.contains(language)) {
            visitor.setCookie(cookie(VisitorLocale.COOKIE, language));
        }
        if (theme != null && THEMES.contains(theme)) {
            visitor.setCookie(cookie(Visitor.THEME_COOKIE, theme));
        }
        return Redirects.to(SafePaths.orElse(here, "/"));
    }

    private String cookie(String name, String value) {
        return ResponseCookie.from(name, value)
                .path("/")
                .maxAge(LIFE)
                .httpOnly(true)
                .secure(properties.secureCookies())
                .sameSite("Lax")
                .build()
                .toString();
    }
}
