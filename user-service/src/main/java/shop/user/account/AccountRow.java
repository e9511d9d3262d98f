package shop.user.account;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.OptimisticLock;
import org.hibernate.type.SqlTypes;
import shop.security.Role;

/** A row of {@code accounts}. Statements of their own set the hash of the password, so only what was changed is written. */
@Entity
@Table(name = "accounts")
@DynamicUpdate
class AccountRow {

    @Id
    private UUID id;

    @Column(updatable = false)
    private String email;

    private String name;

    @Column(name = "password_hash", insertable = false)
    @OptimisticLock(excluded = true)
    private String passwordHash;

    @JdbcTypeCode(SqlTypes.ARRAY)
    @Column(columnDefinition = "text[]")
    private String[] roles;

    @Enumerated(EnumType.STRING)
    private AccountStatus status;

    /** No part of what the API shows, so a new one gives no new version. */
    @Column(name = "token_version")
    @OptimisticLock(excluded = true)
    private int tokenVersion;

    @Version
    private long version;

    @Column(name = "created_at", updatable = false)
    private Instant createdAt;

    @SuppressWarnings("NullAway.Init") // by Hibernate alone, which fills it
    protected AccountRow() {}

    Account account() {
        var set = EnumSet.noneOf(Role.class);
        Arrays.stream(roles).map(Role::valueOf).forEach(set::add);
        return new Account(id, email, name, set, status, tokenVersion, version, createdAt);
    }

    /** What of an account can be changed, as it is there; Hibernate counts its version on when that is written. */
    void change(Account account) {
        name = account.name();
        status = account.status();
        tokenVersion = account.tokenVersion();
        if (!account.roles().equals(account().roles())) {
            roles = names(account.roles());
        }
    }

    static String[] names(Set<Role> roles) {
        return roles.stream().sorted().map(Role::name).toArray(String[]::new);
    }
}
