package shop.user.web;

import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import shop.http.docs.Refuses;
import shop.security.Caller;
import shop.user.session.IssuedTokens;
import shop.user.session.LoginReference;
import shop.user.session.SessionException;
import shop.user.session.Sessions;

/** Logs in, refreshes and logs out. */
@RestController
class SessionController {

    static final String REFRESH_PATH = "/api/refresh-token";

    private final Sessions sessions;
    private final TokenCookies cookies;

    SessionController(Sessions sessions, TokenCookies cookies) {
        this.sessions = sessions;
        this.cookies = cookies;
    }

    @Operation(summary = "Log in, for tokens and cookies")
    @PostMapping(path = "/api/user/login", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Refuses({"401 bad_credentials", "429 too_many_attempts", "503 too_busy"})
    ResponseEntity<TokenBody> logIn(@Valid @RequestBody Login body, HttpServletRequest request) {
        return answer(sessions.logIn(body.email(), body.password(), RequestOrigins.of(request)));
    }

    /** The form that OAuth 2 password clients send; what else they put into it ({@code grant_type}) does not matter here. */
    @Operation(summary = "Log in with a form, as OAuth 2 sends it")
    @PostMapping(path = "/api/user/login", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    @Refuses({"401 bad_credentials", "429 too_many_attempts", "503 too_busy"})
    ResponseEntity<TokenBody> logInByForm(
            @RequestParam @Size(max = Texts.EMAIL_MAX) String username,
            @RequestParam String password,
            HttpServletRequest request) {
        return answer(sessions.logIn(username, password, RequestOrigins.of(request)));
    }

    /** Programs send the token in the body. Browsers have it in a cookie and send nothing but the header that shows whose page it is. */
    @Operation(summary = "Exchange a refresh token for a new pair of tokens")
    @PostMapping(REFRESH_PATH)
    @Refuses({"401 refresh_token_invalid", "403 csrf_token_invalid"})
    ResponseEntity<TokenBody> refresh(
            @Valid @RequestBody(required = false) @Nullable Refresh body,
            @CookieValue(name = TokenCookies.REFRESH, required = false) @Nullable String cookie,
            HttpServletRequest request) {
        var arrivedAt = ArrivalFilter.arrivalOf(request);
        if (body != null) {
            return answer(sessions.refresh(body.refreshToken(), arrivedAt));
        }
        if (cookie == null) {
            throw new SessionException.RefreshTokenInvalid();
        }
        var proof = Objects.requireNonNullElse(XsrfHeader.of(request), "");
        return answer(sessions.refreshByCookie(cookie, proof, arrivedAt));
    }

    @Operation(summary = "Log out: the session ends, its cookies are removed")
    @PostMapping("/api/user/logout")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    ResponseEntity<Void> logOut(
            @AuthenticationPrincipal Caller caller,
            @RequestBody(required = false) @Nullable Logout body,
            HttpServletRequest request) {
        var refreshToken = body == null ? null : body.refreshToken();
        sessions.logOut(caller.id(), LoginReference.of(refreshToken, XsrfHeader.of(request)));
        return ResponseEntity.noContent().headers(cookies::clear).build();
    }

    private ResponseEntity<TokenBody> answer(IssuedTokens tokens) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .headers(headers -> cookies.set(headers, tokens))
                .body(new TokenBody(
                        tokens.accessToken(),
                        tokens.refreshToken(),
                        tokens.accessLife().toSeconds(),
                        "Bearer"));
    }

    /** Any line of text may be tried as an address; what is none has no account. */
    record Login(
            @NotBlank @Size(max = Texts.EMAIL_MAX) String email,

            @NotNull String password) {

        /** Leaves the password out. */
        @Override
        public String toString() {
            return "Login";
        }
    }

    record Refresh(@NotNull String refreshToken) {

        /** Leaves the token out. */
        @Override
        public String toString() {
            return "Refresh";
        }
    }

    record Logout(@Nullable String refreshToken) {

        /** Leaves the token out. */
        @Override
        public String toString() {
            return "Logout";
        }
    }

    /** @param expiresIn seconds until the access token ends */
    record TokenBody(String accessToken, String refreshToken, long expiresIn, String tokenType) {

        /** Leaves the tokens out. */
        @Override
        public String toString() {
            return "TokenBody[expiresIn=" + expiresIn + "]";
        }
    }
}
