package shop.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.pictures.PictureException.StorageDown;

class CloudinaryStorageTest extends PictureStorageContract {

    private final CloudinaryDouble cloudinary = new CloudinaryDouble("our-cloud", "a-key", "a-secret");
    private final PictureStorage storage = with("a-secret");

    @AfterEach
    void close() {
        cloudinary.close();
    }

    @Override
    PictureStorage storage() {
        return storage;
    }

    @Test
    void namesImagesAfterTheirIds() {
        var id = newId();

        storage.put(id, PICTURE);

        assertThat(cloudinary.objects).containsOnlyKeys("avatars/" + id);
    }

    @Test
    void saysSoWhenTheSecretIsWrong() {
        assertThatExceptionOfType(StorageDown.class)
                .isThrownBy(() -> with("another-secret").put(newId(), PICTURE));
        assertThat(cloudinary.objects).isEmpty();
    }

    @Test
    void saysSoWhenNobodyAnswers() {
        cloudinary.close();

        assertThatExceptionOfType(StorageDown.class).isThrownBy(() -> storage.get(newId()));
        assertThatExceptionOfType(StorageDown.class).isThrownBy(() -> storage.put(newId(), PICTURE));
        assertThatExceptionOfType(StorageDown.class).isThrownBy(() -> storage.delete(newId()));
    }

    private PictureStorage with(String secret) {
        return new CloudinaryStorage(
                new PictureSettings.Cloudinary(cloudinary.url(), cloudinary.url(), "our-cloud", "a-key", secret),
                "avatars");
    }
}
