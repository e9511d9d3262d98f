package shop.user.web;

import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import shop.http.docs.Refuses;
import shop.http.query.AcceptsQuery;
import shop.user.password.AcceptablePassword;
import shop.user.reset.PasswordResets;
import shop.user.secret.Secret;
import shop.user.template.Templates;

/** Lets people who forgot their password choose another one. */
@RestController
class PasswordResetController {

    static final String PAGE_PATH = "/reset-password";

    private static final int TOKEN_MAX = 100;

    private final PasswordResets resets;
    private final Templates templates;

    PasswordResetController(PasswordResets resets, Templates templates) {
        this.resets = resets;
        this.templates = templates;
    }

    /** 202 whether the address has an account or not. */
    @Operation(summary = "Ask for a link to choose a new password, by mail")
    @PostMapping("/api/user/password-reset")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Refuses("503 too_busy")
    ResponseEntity<Void> ask(@Valid @RequestBody Forgotten body, HttpServletRequest request) {
        resets.request(body.email(), RequestOrigins.of(request));
        return ResponseEntity.accepted().build();
    }

    @Operation(summary = "Choose a new password with the token of the link")
    @PostMapping("/api/user/password-reset/confirm")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Refuses({"400 reset_token_invalid", "503 too_busy"})
    ResponseEntity<Void> confirm(@Valid @RequestBody Confirmation body) {
        resets.confirm(body.token(), body.newPassword());
        return ResponseEntity.noContent().build();
    }

    /** Where the link of the mail leads. Looking at it does not use it up: programs that check mails for harm open links. */
    @AcceptsQuery("*")
    @Operation(summary = "The page that the link of the mail leads to")
    @GetMapping(path = PAGE_PATH, produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<String> show(@RequestParam(defaultValue = "") @Size(max = TOKEN_MAX) String token) {
        var open = resets.isOpen(token);
        var nonce = Secret.random().value();
        return ResponseEntity.status(open ? HttpStatus.OK : HttpStatus.NOT_FOUND)
                .cacheControl(CacheControl.noStore())
                .header("Content-Security-Policy", contentSecurityPolicy(nonce))
                .header("Referrer-Policy", "no-referrer")
                .body(templates.fill("reset-page.html", Map.of("open", open, "token", token, "nonce", nonce)));
    }

    /** Nothing but the page's own style and script runs, and it speaks to nobody but this shop. */
    private static String contentSecurityPolicy(String nonce) {
        return "default-src 'none'; style-src 'nonce-" + nonce + "'; script-src 'nonce-" + nonce
                + "'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    record Forgotten(
            @NotNull @Size(max = Texts.EMAIL_MAX) @Pattern(regexp = Texts.EMAIL, message = Texts.EMAIL_MESSAGE) String email) {}

    record Confirmation(
            @NotNull @Size(max = TOKEN_MAX) String token,
            @NotNull @AcceptablePassword String newPassword) {

        /** Leaves the token and the password out. */
        @Override
        public String toString() {
            return "Confirmation";
        }
    }
}
