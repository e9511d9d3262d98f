package shop.user.web;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import shop.user.session.IssuedTokens;
import shop.user.session.Sessions;
import shop.web.security.Caller;

/** Logs in, refreshes and logs out. */
@RestController
class SessionController {

    private final Sessions sessions;

    SessionController(Sessions sessions) {
        this.sessions = sessions;
    }

    @PostMapping(path = "/api/user/login", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<TokenBody> logIn(@Valid @RequestBody Login body) {
        return answer(sessions.logIn(body.email(), body.password()));
    }

    /** The form that OAuth 2 password clients send; what else they put into it ({@code grant_type}) does not matter here. */
    @PostMapping(path = "/api/user/login", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<TokenBody> logInByForm(@RequestParam String username, @RequestParam String password) {
        return answer(sessions.logIn(username, password));
    }

    @PostMapping("/api/refresh-token")
    ResponseEntity<TokenBody> refresh(@Valid @RequestBody Refresh body) {
        return answer(sessions.refresh(body.refreshToken()));
    }

    @PostMapping("/api/user/logout")
    ResponseEntity<Void> logOut(
            @AuthenticationPrincipal Caller caller, @RequestBody(required = false) @Nullable Logout body) {
        sessions.logOut(caller.id(), body == null ? null : body.refreshToken());
        return ResponseEntity.noContent().build();
    }

    private static ResponseEntity<TokenBody> answer(IssuedTokens tokens) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(new TokenBody(
                        tokens.accessToken(),
                        tokens.refreshToken(),
                        tokens.accessLife().toSeconds(),
                        "Bearer"));
    }

    record Login(@NotNull String email, @NotNull String password) {

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
