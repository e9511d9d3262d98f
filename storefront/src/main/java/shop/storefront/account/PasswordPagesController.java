package shop.storefront.account;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import shop.http.query.AcceptsQuery;
import shop.sdk.ProblemException;
import shop.storefront.shell.Pages;
import shop.storefront.shell.Redirects;
import shop.storefront.shell.Visitor;

/** For people who forgot their password: a link by mail, and the page that it leads to. */
@Controller
class PasswordPagesController {

    private static final String FORGOT = "/forgot-password";
    private static final String RESET = "/reset-password";
    private static final int LONGEST_TOKEN = 100;

    private final Pages pages;

    PasswordPagesController(Pages pages) {
        this.pages = pages;
    }

    record ForgotView(
            String email,
            boolean sent,
            Map<String, String> errors,
            @Nullable String refusal) {}

    record ResetView(
            String token,
            Map<String, String> errors,
            @Nullable String refusal) {}

    @AcceptsQuery("*")
    @GetMapping(FORGOT)
    ModelAndView forgot(Visitor visitor) {
        return forgotPage(new ForgotView("", false, Map.of(), null), visitor, HttpStatus.OK);
    }

    /** The answer is the same whether there is such an account or not. */
    @AcceptsQuery("*")
    @PostMapping(FORGOT)
    ModelAndView sendLink(@RequestParam(defaultValue = "") String email, Visitor visitor) {
        try {
            visitor.shopAsNobody().accounts().requestPasswordReset(email.strip());
            return forgotPage(new ForgotView(email.strip(), true, Map.of(), null), visitor, HttpStatus.OK);
        } catch (ProblemException problem) {
            if (problem.isOutage() || problem.status() == HttpStatus.TOO_MANY_REQUESTS.value()) {
                throw problem;
            }
            var errors = Map.of("email", pages.texts(visitor).get("field.invalid_email"));
            return forgotPage(new ForgotView(email, false, errors, null), visitor, HttpStatus.UNPROCESSABLE_CONTENT);
        }
    }

    /** Looking at it does not use the link up: programs that check mails for harm open links. */
    @AcceptsQuery("*")
    @GetMapping(RESET)
    ModelAndView reset(@RequestParam(defaultValue = "") String token, Visitor visitor) {
        return token.isBlank() || token.length() > LONGEST_TOKEN
                ? Redirects.to(FORGOT)
                : resetPage(new ResetView(token, Map.of(), null), visitor, HttpStatus.OK);
    }

    @AcceptsQuery("*")
    @PostMapping(RESET)
    ModelAndView choose(
            @RequestParam(defaultValue = "") String token,
            @RequestParam(defaultValue = "") String newPassword,
            Visitor visitor) {
        try {
            visitor.shopAsNobody().accounts().confirmPasswordReset(token, newPassword);
            return Redirects.to("/sign-in?notice=password-changed");
        } catch (ProblemException problem) {
            if (problem.isOutage() || problem.status() == HttpStatus.TOO_MANY_REQUESTS.value()) {
                throw problem;
            }
            var texts = pages.texts(visitor);
            Map<String, String> errors = problem.errors().stream()
                    .filter(error -> error.field().equals("newPassword"))
                    .findFirst()
                    .<Map<String, String>>map(error -> Map.of("newPassword", texts.fieldError(error)))
                    .orElse(Map.of());
            var refusal = errors.isEmpty() ? texts.get("error.reset_token_invalid") : null;
            var status = errors.isEmpty() ? HttpStatus.BAD_REQUEST : HttpStatus.UNPROCESSABLE_CONTENT;
            return resetPage(new ResetView(token, errors, refusal), visitor, status);
        }
    }

    private ModelAndView forgotPage(ForgotView view, Visitor visitor, HttpStatus status) {
        var title = pages.texts(visitor).get("forgot.title");
        return pages.page("account/forgot-password", Pages.About.personal(title), view, visitor, status);
    }

    private ModelAndView resetPage(ResetView view, Visitor visitor, HttpStatus status) {
        var title = pages.texts(visitor).get("reset.title");
        return pages.page("account/reset-password", Pages.About.personal(title), view, visitor, status);
    }
}
