package shop.user.avatar;

import java.util.Optional;
import java.util.UUID;

/**
 * Where the bytes of avatars are kept, under names that are made here and are never used twice.
 *
 * <p>All of it throws {@link AvatarException.StorageDown} when the storage does not do it in time.
 */
interface AvatarStorage {

    void put(UUID id, Picture picture);

    /** The bytes, if there are any under this id. */
    Optional<byte[]> get(UUID id);

    /** Also when there are none any more, or only a part that a crash left behind. */
    void delete(UUID id);
}
