package shop.user.signing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What may be known of a signing key.
 *
 * @param activatesAt when a {@code NEXT} key takes over
 * @param activatedAt when it did
 * @param retiresAt when a {@code RETIRING} key is not published any more
 */
public record KeyInfo(
        String kid,
        KeyState state,
        Instant createdAt,
        @Nullable Instant activatesAt,
        @Nullable Instant activatedAt,
        @Nullable Instant retiresAt) {}
