package shop.user.avatar;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.pictures.PictureType;

/** A row of {@code avatars}. It is made and moved on by statements that say in which state it has to be, so it is never changed here. */
@Entity
@Table(name = "avatars")
class AvatarRow {

    @Id
    private UUID id;

    /** Null for what an account showed that is gone. */
    @Column(name = "account_id")
    private @Nullable UUID accountId;

    @SuppressWarnings("UnusedVariable") // queries name it
    @Enumerated(EnumType.STRING)
    private State state;

    @SuppressWarnings("UnusedVariable") // queries name it
    private Instant since;

    @Column(name = "content_type")
    private String contentType;

    private int width;
    private int height;
    private int size;

    @Column(name = "updated_at")
    private Instant updatedAt;

    /** Where its object is. */
    enum State {
        /** Being stored. */
        COMING,
        /** The avatar of its account. */
        SHOWN,
        /** To be deleted. */
        GOING
    }

    @SuppressWarnings("NullAway.Init") // by Hibernate alone, which fills it
    protected AvatarRow() {}

    Avatar of(UUID account) {
        return new Avatar(id, account, PictureType.of(contentType), width, height, size, updatedAt);
    }
}
