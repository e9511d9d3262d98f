package shop.user.reset;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;
import shop.user.device.Requester;
import shop.user.secret.Secret;

/** A row of {@code password_resets}, found by the hash of its link's token. */
@Entity
@Table(name = "password_resets")
class PasswordResetRow implements Persistable<byte[]> {

    @Id
    private byte[] hash;

    @Column(name = "account_id")
    private UUID accountId;

    /** Null for links from before requesters were distinguished. */
    @SuppressWarnings("UnusedVariable") // queries name it
    private byte @Nullable [] requester;

    @SuppressWarnings("UnusedVariable") // queries name it
    private boolean known;

    @Column(name = "requested_at")
    private Instant requestedAt;

    @Column(name = "expires_at")
    private Instant expiresAt;

    @Column(name = "used_at")
    private @Nullable Instant usedAt;

    @SuppressWarnings("NullAway.Init") // by Hibernate alone, which fills it
    protected PasswordResetRow() {}

    PasswordResetRow(Secret token, UUID accountId, Requester requester, Instant requestedAt, Instant expiresAt) {
        this.hash = token.hash();
        this.accountId = accountId;
        this.requester = requester.hashBytes();
        this.known = requester.known();
        this.requestedAt = requestedAt;
        this.expiresAt = expiresAt;
    }

    @Override
    public byte[] getId() {
        return hash.clone();
    }

    /** What is saved is new: a link is used up by a statement, together with the account's others. */
    @Override
    @Transient
    public boolean isNew() {
        return true;
    }
}
