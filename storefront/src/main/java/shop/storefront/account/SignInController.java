package shop.storefront.account;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.util.UriComponentsBuilder;
import shop.http.query.AcceptsQuery;
import shop.sdk.Accounts;
import shop.sdk.ProblemException;
import shop.sdk.Reply;
import shop.sdk.ShopApiException;
import shop.storefront.config.StorefrontProperties;
import shop.storefront.shell.Pages;
import shop.storefront.shell.Redirects;
import shop.storefront.shell.SafePaths;
import shop.storefront.shell.Visitor;

/** Signs people up, in and out, and renews their sessions. */
@Controller
class SignInController {

    private static final Logger log = LoggerFactory.getLogger(SignInController.class);

    private static final String SIGN_IN = "/sign-in";
    private static final String SIGN_UP = "/sign-up";
    private static final String HOME = "/";
    private static final String REFRESH_COOKIE = "refresh_token";

    /** As user-service keeps it. */
    private static final String API_REFRESH_PATH = "/api/refresh-token";

    private static final Duration REFRESH_LIFE = Duration.ofDays(30);

    private final Pages pages;
    private final StorefrontProperties properties;

    SignInController(Pages pages, StorefrontProperties properties) {
        this.pages = pages;
        this.properties = properties;
    }

    record SignInView(String email, String next, @Nullable String refusal) {}

    /** @param errors by field */
    record SignUpView(
            String name,
            String email,
            String next,
            Map<String, String> errors,
            @Nullable String refusal) {}

    @AcceptsQuery("*")
    @GetMapping(SIGN_IN)
    ModelAndView signIn(@RequestParam(required = false) @Nullable String next, Visitor visitor) {
        var to = SafePaths.orElse(next, HOME);
        if (visitor.isSignedIn()) {
            return Redirects.to(to);
        }
        if (visitor.xsrf() != null) {
            return Redirects.to(renewal(to));
        }
        return signInPage(new SignInView("", to, null), visitor, HttpStatus.OK);
    }

    @AcceptsQuery("*")
    @PostMapping(SIGN_IN)
    ModelAndView signIn(
            @RequestParam(defaultValue = "") String email,
            @RequestParam(defaultValue = "") String password,
            @RequestParam(required = false) @Nullable String next,
            Visitor visitor) {
        var to = SafePaths.orElse(next, HOME);
        try {
            begin(visitor.shopAsNobody().accounts().logIn(email.strip(), password), visitor);
            return Redirects.to(to);
        } catch (ProblemException problem) {
            if (problem.isOutage()) {
                throw problem;
            }
            // An address that cannot be one is a wrong address, too.
            var status = problem.status() == HttpStatus.TOO_MANY_REQUESTS.value()
                    ? HttpStatus.TOO_MANY_REQUESTS
                    : HttpStatus.UNAUTHORIZED;
            var refusal = pages.texts(visitor)
                    .get(status == HttpStatus.UNAUTHORIZED ? "error.bad_credentials" : "error.too_many_attempts");
            return signInPage(new SignInView(email, to, refusal), visitor, status);
        }
    }

    @AcceptsQuery("*")
    @GetMapping(SIGN_UP)
    ModelAndView signUp(@RequestParam(required = false) @Nullable String next, Visitor visitor) {
        var to = SafePaths.orElse(next, HOME);
        return visitor.isSignedIn()
                ? Redirects.to(to)
                : signUpPage(new SignUpView("", "", to, Map.of(), null), visitor, HttpStatus.OK);
    }

    @AcceptsQuery("*")
    @PostMapping(SIGN_UP)
    ModelAndView signUp(
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String email,
            @RequestParam(defaultValue = "") String password,
            @RequestParam(required = false) @Nullable String next,
            Visitor visitor) {
        var to = SafePaths.orElse(next, HOME);
        var texts = pages.texts(visitor);
        try {
            var accounts = visitor.shopAsNobody().accounts();
            accounts.signUp(email.strip(), password, name.strip());
            begin(accounts.logIn(email.strip(), password), visitor);
            return Redirects.to(to.equals(HOME) ? "/?notice=welcome" : to);
        } catch (ProblemException problem) {
            if (problem.isOutage()) {
                throw problem;
            }
            var errors = new LinkedHashMap<String, String>();
            problem.errors().forEach(error -> errors.putIfAbsent(error.field(), texts.fieldError(error)));
            if (problem.is("email_taken")) {
                errors.put("email", texts.get("error.email_taken"));
            }
            var status = switch (problem.status()) {
                case 409 -> HttpStatus.CONFLICT;
                case 429 -> HttpStatus.TOO_MANY_REQUESTS;
                default -> HttpStatus.UNPROCESSABLE_CONTENT;
            };
            var view = new SignUpView(name, email, to, errors, errors.isEmpty() ? texts.refusal(problem) : null);
            return signUpPage(view, visitor, status);
        }
    }

    /** The detour of a page whose access token has run out; the refresh token comes to this path alone. */
    @AcceptsQuery("*")
    @GetMapping(Visitor.RENEW_PATH)
    ModelAndView renew(
            @RequestParam(required = false) @Nullable String next,
            @CookieValue(name = REFRESH_COOKIE, required = false) @Nullable String refreshToken,
            Visitor visitor) {
        var to = SafePaths.orElse(next, HOME);
        if (refreshToken != null) {
            try {
                begin(visitor.shopAsNobody().accounts().refresh(refreshToken), visitor);
                return Redirects.to(to);
            } catch (ProblemException ended) {
                if (ended.isOutage()) {
                    throw ended;
                }
                log.debug("A session has ended: {}", ended.code());
            }
        }
        // Else every page would send the browser here again.
        end(visitor);
        return Redirects.to(to);
    }

    /** The same for the script of a page that stays open; the browser has the new cookies afterwards. */
    @AcceptsQuery("*")
    @PostMapping(Visitor.RENEW_PATH)
    ResponseEntity<Void> renewInPlace(
            @CookieValue(name = REFRESH_COOKIE, required = false) @Nullable String refreshToken, Visitor visitor) {
        if (refreshToken == null) {
            return ResponseEntity.status(HttpStatus.UNAUTHORIZED).build();
        }
        try {
            begin(visitor.shopAsNobody().accounts().refresh(refreshToken), visitor);
            return ResponseEntity.noContent().build();
        } catch (ProblemException ended) {
            return ResponseEntity.status(ended.status()).build();
        }
    }

    @AcceptsQuery("*")
    @PostMapping("/sign-out")
    ModelAndView signOut(Visitor visitor) {
        if (visitor.isSignedIn()) {
            try {
                visitor.take(visitor.shop().accounts().logOut(null, visitor.xsrf()));
            } catch (ProblemException ended) {
                log.debug("A session had ended before it was signed out of: {}", ended.code());
            }
        }
        end(visitor);
        return Redirects.to("/?notice=signed-out");
    }

    /** Hands the browser what signs it in, and takes the guest's cart along. */
    private void begin(Reply<Accounts.Tokens> reply, Visitor visitor) {
        var tokens = visitor.take(reply);
        visitor.setCookie(ownRefreshCookie(tokens.refreshToken(), REFRESH_LIFE));
        if (visitor.hasGuestCart()) {
            try {
                visitor.take(visitor.shopAs(tokens).cart().get());
            } catch (ShopApiException later) {
                log.info("A guest's cart is merged when it is looked at: {}", later.getMessage());
            }
        }
    }

    private void end(Visitor visitor) {
        visitor.setCookie(gone("access_token", HOME, true));
        visitor.setCookie(gone(Visitor.XSRF_COOKIE, HOME, false));
        visitor.setCookie(gone(REFRESH_COOKIE, API_REFRESH_PATH, true));
        visitor.setCookie(ownRefreshCookie("", Duration.ZERO));
    }

    /** The same token under a path of the pages: they renew sessions too, and no other path gets to see it. */
    private String ownRefreshCookie(String value, Duration life) {
        return cookie(REFRESH_COOKIE, value, Visitor.RENEW_PATH, life, true);
    }

    private String gone(String name, String path, boolean httpOnly) {
        return cookie(name, "", path, Duration.ZERO, httpOnly);
    }

    private String cookie(String name, String value, String path, Duration life, boolean httpOnly) {
        return ResponseCookie.from(name, value)
                .path(path)
                .maxAge(life)
                .httpOnly(httpOnly)
                .secure(properties.secureCookies())
                .sameSite("Strict")
                .build()
                .toString();
    }

    private static String renewal(String next) {
        return UriComponentsBuilder.fromPath(Visitor.RENEW_PATH)
                .queryParam("next", "{next}")
                .encode()
                .buildAndExpand(next)
                .toUriString();
    }

    private ModelAndView signInPage(SignInView view, Visitor visitor, HttpStatus status) {
        var title = pages.texts(visitor).get("sign-in.title");
        return pages.page("account/sign-in", Pages.About.personal(title), view, visitor, status);
    }

    private ModelAndView signUpPage(SignUpView view, Visitor visitor, HttpStatus status) {
        var title = pages.texts(visitor).get("sign-up.title");
        return pages.page("account/sign-up", Pages.About.personal(title), view, visitor, status);
    }
}
