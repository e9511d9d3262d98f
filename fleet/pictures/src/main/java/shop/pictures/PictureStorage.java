package shop.pictures;

import java.util.Optional;
import java.util.UUID;

/**
 * Where the bytes of pictures are kept, under names that are made here and are never used twice.
 *
 * <p>All of it throws {@link PictureException.StorageDown} when the storage does not do it in time.
 */
public interface PictureStorage {

    /**
     * Makes the storage that the settings name.
     *
     * @param shelf stands before the ids in a store that keeps other things too
     * @param folderVariable names the setting of the folder, for whoever has to mend it
     */
    static PictureStorage of(PictureSettings settings, String shelf, String folderVariable) {
        return switch (settings.storage()) {
            case DISK -> new DiskStorage(settings.disk().folder(), folderVariable);
            case S3 -> new S3Storage(settings.s3(), shelf);
            case CLOUDINARY -> new CloudinaryStorage(settings.cloudinary(), shelf);
        };
    }

    /** Keeps a picture under an id that no other has. */
    void put(UUID id, Picture picture);

    /** The bytes, if there are any under this id. */
    Optional<byte[]> get(UUID id);

    /** Deletes also when there are none any more, or only a part that a crash left behind. */
    void delete(UUID id);
}
