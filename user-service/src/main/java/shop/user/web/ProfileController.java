package shop.user.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import shop.http.docs.Refuses;
import shop.http.json.StrictJson;
import shop.http.version.ETags;
import shop.http.version.IfMatch;
import shop.security.Caller;
import shop.user.account.Account;
import shop.user.account.Accounts;
import shop.user.password.AcceptablePassword;
import shop.user.session.LoginReference;
import shop.user.session.Sessions;
import tools.jackson.databind.JsonNode;

/** What people see and change about themselves. */
@RestController
@RequestMapping("/api/users/me")
class ProfileController {

    private final Accounts accounts;
    private final Sessions sessions;
    private final StrictJson json;

    ProfileController(Accounts accounts, Sessions sessions, StrictJson json) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.json = json;
    }

    @Operation(summary = "The account that is logged in")
    @GetMapping
    ResponseEntity<AccountBody> show(@AuthenticationPrincipal Caller caller) {
        return answer(accounts.find(caller.id()));
    }

    @Operation(summary = "Change the account that is logged in")
    @PatchMapping(consumes = {MediaType.APPLICATION_JSON_VALUE, StrictJson.MERGE_PATCH})
    ResponseEntity<AccountBody> change(
            @AuthenticationPrincipal Caller caller,
            @Parameter(schema = @Schema(implementation = Profile.class)) @RequestBody JsonNode body,
            IfMatch expected) {
        return answer(accounts.rename(
                caller.id(),
                account -> json.patch(new Profile(account.name()), body, Profile.class)
                        .name(),
                expected));
    }

    @Operation(summary = "Change the password; all other sessions end")
    @PatchMapping("/password")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Refuses({"401 bad_credentials", "429 too_many_attempts", "503 too_busy"})
    ResponseEntity<Void> changePassword(
            @AuthenticationPrincipal Caller caller,
            @Valid @RequestBody PasswordChange body,
            HttpServletRequest request) {
        var stays = LoginReference.of(body.refreshToken(), XsrfHeader.of(request));
        sessions.changePassword(caller.id(), body.currentPassword(), body.newPassword(), stays);
        return ResponseEntity.noContent().build();
    }

    private static ResponseEntity<AccountBody> answer(Account account) {
        return ETags.okForCaller(account.version(), AccountBody.of(account));
    }

    /** The part of an account that its owner may change. */
    record Profile(@NotBlank @Size(max = 100) String name) {}

    /** @param refreshToken of the login that stays; without it the one of the header {@value XsrfHeader#NAME} does, if any */
    record PasswordChange(
            @NotNull String currentPassword,
            @NotNull @AcceptablePassword String newPassword,
            @Nullable String refreshToken) {

        /** Leaves the passwords and the token out. */
        @Override
        public String toString() {
            return "PasswordChange";
        }
    }
}
