package shop.user.web;

import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import shop.http.docs.Refuses;
import shop.http.request.ClientAddress;
import shop.http.version.ETags;
import shop.security.Role;
import shop.user.account.Accounts;
import shop.user.account.SignUpLimit;
import shop.user.password.AcceptablePassword;

/** Opens accounts. */
@RestController
class SignUpController {

    private final Accounts accounts;
    private final SignUpLimit limit;

    SignUpController(Accounts accounts, SignUpLimit limit) {
        this.accounts = accounts;
        this.limit = limit;
    }

    @Operation(summary = "Open an account")
    @PostMapping("/api/user/signup")
    @ResponseStatus(HttpStatus.CREATED)
    @Refuses({"409 email_taken", "429 too_many_sign_ups", "503 too_busy"})
    ResponseEntity<AccountBody> signUp(@Valid @RequestBody SignUp body, HttpServletRequest request) {
        var account = limit.take(
                ClientAddress.of(request),
                () -> accounts.signUp(body.email(), body.name(), body.password(), Set.of(Role.USER)));
        return ResponseEntity.created(URI.create("/api/users/" + account.id()))
                .eTag(ETags.of(account.version()))
                .body(AccountBody.of(account));
    }

    record SignUp(
            @NotNull @Size(max = Texts.EMAIL_MAX) @Pattern(regexp = Texts.EMAIL, message = Texts.EMAIL_MESSAGE) String email,

            @NotNull @AcceptablePassword String password,

            @NotBlank @Size(max = 100) String name) {

        /** Leaves the password out. */
        @Override
        public String toString() {
            return "SignUp";
        }
    }
}
