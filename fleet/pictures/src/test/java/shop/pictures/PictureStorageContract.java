package shop.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.uuid.Generators;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import shop.test.Images;
import shop.test.Parallel;

/** What every storage does. */
abstract class PictureStorageContract {

    static final Picture PICTURE = new Picture(PictureType.PNG, 20, 10, Images.png(20, 10));

    abstract PictureStorage storage();

    @Test
    void givesBackWhatWasPut() {
        var png = newId();
        var jpeg = newId();
        var other = new Picture(PictureType.JPEG, 30, 30, Images.jpeg(30, 30));

        storage().put(png, PICTURE);
        storage().put(jpeg, other);

        assertThat(storage().get(png)).hasValue(PICTURE.bytes());
        assertThat(storage().get(jpeg)).hasValue(other.bytes());
    }

    @Test
    void hasNothingThatWasNotPut() {
        assertThat(storage().get(newId())).isEmpty();
    }

    @Test
    void deletesOneAndNoOther() {
        var gone = newId();
        var kept = newId();
        storage().put(gone, PICTURE);
        storage().put(kept, PICTURE);

        storage().delete(gone);

        assertThat(storage().get(gone)).isEmpty();
        assertThat(storage().get(kept)).isPresent();
    }

    @Test
    void deletesTwiceWithoutAComplaint() {
        var id = newId();
        storage().put(id, PICTURE);

        storage().delete(id);
        storage().delete(id);
        storage().delete(newId());

        assertThat(storage().get(id)).isEmpty();
    }

    @Test
    void takesManyAtOnce() {
        var ids = Parallel.times(16, () -> {
            var id = newId();
            storage().put(id, PICTURE);
            return id;
        });

        assertThat(ids).allSatisfy(id -> assertThat(storage().get(id)).hasValue(PICTURE.bytes()));
    }

    static UUID newId() {
        return Generators.timeBasedEpochGenerator().generate();
    }
}
