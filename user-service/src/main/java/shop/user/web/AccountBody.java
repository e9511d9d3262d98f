package shop.user.web;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import shop.security.Role;
import shop.user.account.Account;

/** An account as the API shows it to its owner. */
record AccountBody(UUID id, String email, String name, List<Role> roles, Instant createdAt) {

    static AccountBody of(Account account) {
        return new AccountBody(
                account.id(),
                account.email(),
                account.name(),
                account.roles().stream().sorted().toList(),
                account.createdAt());
    }
}
