package shop.user.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import shop.http.docs.Refuses;
import shop.http.paging.Paged;
import shop.http.version.ETags;
import shop.http.version.IfMatch;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;
import shop.security.Caller;
import shop.security.Role;
import shop.user.account.Account;
import shop.user.account.AccountException;
import shop.user.account.AccountFilter;
import shop.user.account.AccountStatus;
import shop.user.account.Accounts;
import shop.user.session.Sessions;

/** What administrators see of accounts and decide about them. */
@RestController
@RequestMapping("/api/users")
class UserAdministrationController {

    private final Accounts accounts;
    private final Sessions sessions;

    UserAdministrationController(Accounts accounts, Sessions sessions) {
        this.accounts = accounts;
        this.sessions = sessions;
    }

    @Operation(summary = "All accounts, or those that are searched for")
    @GetMapping
    PageBody<ManagedAccountBody> list(
            @Parameter(description = "The account of this address, in whatever case")
                    @RequestParam(required = false)
                    @Size(max = Texts.EMAIL_MAX) @Nullable String email,
            @Parameter(description = "Accounts with this text in the address or the name, in whatever case")
                    @RequestParam(required = false)
                    @Size(max = 100) @Nullable String q,
            @Paged(
                            sort = {"createdAt", "email", "name"},
                            by = "createdAt,desc")
                    PageQuery page) {
        return accounts.list(new AccountFilter(email, q), page).map(ManagedAccountBody::of);
    }

    @Operation(summary = "One account: for administrators any, for others their own")
    @GetMapping("/{id}")
    @Refuses("404 user_not_found")
    ResponseEntity<ManagedAccountBody> show(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        if (!caller.isAdmin() && !caller.id().equals(id)) {
            throw new AccountException.NotFound(id);
        }
        return answer(accounts.find(id));
    }

    @Operation(summary = "Set the roles of an account")
    @PutMapping("/{id}/roles")
    @Refuses({"404 user_not_found", "409 last_admin"})
    ResponseEntity<ManagedAccountBody> assignRoles(
            @AuthenticationPrincipal Caller caller,
            @PathVariable UUID id,
            @Valid @RequestBody Roles body,
            IfMatch expected) {
        return answer(accounts.assignRoles(id, body.roles(), expected, caller.id()));
    }

    @Operation(summary = "Enable or disable an account")
    @PutMapping("/{id}/status")
    @Refuses({"404 user_not_found", "409 last_admin"})
    ResponseEntity<ManagedAccountBody> assignStatus(
            @AuthenticationPrincipal Caller caller,
            @PathVariable UUID id,
            @Valid @RequestBody Status body,
            IfMatch expected) {
        return answer(sessions.assignStatus(id, body.status(), expected, caller.id()));
    }

    private static ResponseEntity<ManagedAccountBody> answer(Account account) {
        return ETags.ok(account.version(), ManagedAccountBody.of(account));
    }

    record Roles(@NotEmpty Set<@NotNull Role> roles) {}

    record Status(@NotNull AccountStatus status) {}

    /** An account as the API shows it to administrators. */
    record ManagedAccountBody(
            UUID id, String email, String name, List<Role> roles, AccountStatus status, Instant createdAt) {

        static ManagedAccountBody of(Account account) {
            return new ManagedAccountBody(
                    account.id(),
                    account.email(),
                    account.name(),
                    account.roles().stream().sorted().toList(),
                    account.status(),
                    account.createdAt());
        }
    }
}
