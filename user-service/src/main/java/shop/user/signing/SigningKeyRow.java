package shop.user.signing;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of {@code signing_keys}. It moves on by statements, one at a time and in their order, so it is never changed here. */
@Entity
@Table(name = "signing_keys")
class SigningKeyRow {

    @Id
    private String kid;

    @Enumerated(EnumType.STRING)
    private KeyState state;

    @Column(name = "public_key")
    private String publicKey;

    @Column(name = "private_key_encrypted")
    private String encryptedPrivateKey;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "activates_at")
    private @Nullable Instant activatesAt;

    @Column(name = "activated_at")
    private @Nullable Instant activatedAt;

    @Column(name = "retires_at")
    private @Nullable Instant retiresAt;

    @SuppressWarnings("NullAway.Init") // by Hibernate alone, which fills it
    protected SigningKeyRow() {}

    SigningKeyRow(
            String kid,
            KeyState state,
            String publicKey,
            String encryptedPrivateKey,
            Instant createdAt,
            @Nullable Instant activatesAt,
            @Nullable Instant activatedAt) {
        this.kid = kid;
        this.state = state;
        this.publicKey = publicKey;
        this.encryptedPrivateKey = encryptedPrivateKey;
        this.createdAt = createdAt;
        this.activatesAt = activatesAt;
        this.activatedAt = activatedAt;
    }

    String kid() {
        return kid;
    }

    KeyState state() {
        return state;
    }

    /** X.509 SubjectPublicKeyInfo, base64. */
    String publicKey() {
        return publicKey;
    }

    /** PKCS #8, encrypted by {@link KeyCipher}, base64. */
    String encryptedPrivateKey() {
        return encryptedPrivateKey;
    }

    Instant createdAt() {
        return createdAt;
    }

    /** When a {@code NEXT} key takes over. */
    @Nullable Instant activatesAt() {
        return activatesAt;
    }

    /** When it did. */
    @Nullable Instant activatedAt() {
        return activatedAt;
    }

    /** When nothing that a {@code RETIRING} key signed can be good any more. */
    @Nullable Instant retiresAt() {
        return retiresAt;
    }

    KeyInfo info() {
        return new KeyInfo(kid, state, createdAt, activatesAt, activatedAt, retiresAt);
    }

    /** Leaves the keys out. */
    @Override
    public String toString() {
        return info().toString();
    }
}
