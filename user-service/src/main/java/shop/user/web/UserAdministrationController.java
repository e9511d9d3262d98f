package shop.user.web;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import shop.user.account.Account;
import shop.user.account.Accounts;
import shop.web.paging.PageBody;
import shop.web.paging.PageQuery;
import shop.web.paging.Paged;
import shop.web.security.Role;
import shop.web.version.ETags;
import shop.web.version.IfMatch;

/** What administrators see of accounts and decide about them. */
@RestController
@RequestMapping("/api/users")
class UserAdministrationController {

    private final Accounts accounts;

    UserAdministrationController(Accounts accounts) {
        this.accounts = accounts;
    }

    @GetMapping
    PageBody<AccountBody> list(
            @Paged(
                            sort = {"createdAt", "email", "name"},
                            by = "createdAt,desc")
                    PageQuery page) {
        return accounts.list(page).map(AccountBody::of);
    }

    @GetMapping("/{id}")
    ResponseEntity<AccountBody> show(@PathVariable UUID id) {
        return answer(accounts.find(id));
    }

    @PutMapping("/{id}/roles")
    ResponseEntity<AccountBody> assignRoles(@PathVariable UUID id, @Valid @RequestBody Roles body, IfMatch expected) {
        return answer(accounts.assignRoles(id, body.roles(), expected));
    }

    private static ResponseEntity<AccountBody> answer(Account account) {
        return ETags.ok(account.version(), AccountBody.of(account));
    }

    record Roles(@NotEmpty Set<@NotNull Role> roles) {}
}
