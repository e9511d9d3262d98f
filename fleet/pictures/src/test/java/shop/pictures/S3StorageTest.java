package shop.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.pictures.PictureException.StorageDown;

class S3StorageTest extends PictureStorageContract {

    private final S3Double s3 = new S3Double("people", "an-access-key", "a-secret-key");
    private final S3Storage storage = with("people", "a-secret-key");

    @AfterEach
    void close() {
        storage.close();
        s3.close();
    }

    @Override
    PictureStorage storage() {
        return storage;
    }

    @Test
    void namesObjectsAfterTheirIds() {
        var id = newId();

        storage.put(id, PICTURE);

        assertThat(s3.objects).containsOnlyKeys("/people/avatars/" + id);
    }

    @Test
    void saysSoWhenTheSecretIsWrong() {
        try (var stranger = with("people", "another-secret")) {
            assertThatExceptionOfType(StorageDown.class).isThrownBy(() -> stranger.put(newId(), PICTURE));
        }
        assertThat(s3.objects).isEmpty();
    }

    @Test
    void doesNotTakeAMissingBucketForAMissingObject() {
        try (var lost = with("nobody", "a-secret-key")) {
            assertThatExceptionOfType(StorageDown.class).isThrownBy(() -> lost.get(newId()));
        }
    }

    @Test
    void saysSoWhenNobodyAnswers() {
        s3.close();

        assertThatExceptionOfType(StorageDown.class).isThrownBy(() -> storage.get(newId()));
        assertThatExceptionOfType(StorageDown.class).isThrownBy(() -> storage.put(newId(), PICTURE));
        assertThatExceptionOfType(StorageDown.class).isThrownBy(() -> storage.delete(newId()));
    }

    private S3Storage with(String bucket, String secretKey) {
        return new S3Storage(
                new PictureSettings.S3(s3.url(), "eu-north-1", bucket, "an-access-key", secretKey, true), "avatars");
    }
}
