package shop.user.address;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/** A row of {@code addresses}. */
@Entity
@Table(name = "addresses")
class AddressRow implements Persistable<UUID> {

    @Id
    private UUID id;

    @Column(name = "account_id", updatable = false)
    private UUID accountId;

    private String name;
    private String line1;
    private @Nullable String line2;
    private String city;

    @Column(name = "postal_code")
    private String postalCode;

    private String country;

    @Version
    private long version;

    @Column(name = "created_at", updatable = false)
    private Instant createdAt;

    @Transient
    private boolean stored;

    @SuppressWarnings("NullAway.Init") // by Hibernate alone, which fills it
    protected AddressRow() {}

    AddressRow(UUID accountId, Address address) {
        this.id = address.id();
        this.accountId = accountId;
        this.version = address.version();
        this.createdAt = address.createdAt();
        var postal = address.postal();
        this.name = postal.name();
        this.line1 = postal.line1();
        this.line2 = postal.line2();
        this.city = postal.city();
        this.postalCode = postal.postalCode();
        this.country = postal.country();
    }

    void change(PostalAddress postal) {
        name = postal.name();
        line1 = postal.line1();
        line2 = postal.line2();
        city = postal.city();
        postalCode = postal.postalCode();
        country = postal.country();
    }

    Address address() {
        return new Address(id, new PostalAddress(name, line1, line2, city, postalCode, country), version, createdAt);
    }

    @Override
    public UUID getId() {
        return id;
    }

    /** What was not read is inserted without a look whether it is there; its version says nothing of that, for it begins at 1. */
    @Override
    public boolean isNew() {
        return !stored;
    }

    @PostLoad
    @PostPersist
    void remember() {
        stored = true;
    }
}
