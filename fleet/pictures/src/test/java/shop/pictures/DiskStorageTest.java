package shop.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.pictures.PictureException.StorageDown;

class DiskStorageTest extends PictureStorageContract {

    private final Path folder;
    private final PictureStorage storage;

    DiskStorageTest(@TempDir Path home) {
        folder = home.resolve("new/avatars");
        storage = new DiskStorage(folder, "AVATAR_DIR");
    }

    @Override
    PictureStorage storage() {
        return storage;
    }

    @Test
    void isSharedByInstances() {
        var id = newId();
        storage.put(id, PICTURE);

        assertThat(new DiskStorage(folder, "AVATAR_DIR").get(id)).hasValue(PICTURE.bytes());
    }

    @Test
    void leavesNothingButWholeFilesUnderTheirIds() throws IOException {
        var id = newId();

        storage.put(id, PICTURE);

        assertThat(files()).singleElement().satisfies(file -> {
            assertThat(file.getFileName()).hasToString(id.toString());
            assertThat(file.startsWith(folder)).isTrue();
        });
    }

    @Test
    void deletesWhatACrashLeftHalfWritten() throws IOException {
        var id = newId();
        storage.put(id, PICTURE);
        var file = files().getFirst();
        Files.move(file, file.resolveSibling(file.getFileName() + ".part"));

        assertThat(storage.get(id)).isEmpty();
        storage.delete(id);

        assertThat(files()).isEmpty();
    }

    @Test
    void saysSoWhenItCannotWrite() throws IOException {
        var id = newId();
        var text = id.toString();
        Files.writeString(folder.resolve(text.substring(text.length() - 2)), "no folder");

        assertThatExceptionOfType(StorageDown.class).isThrownBy(() -> storage.put(id, PICTURE));
    }

    @Test
    void namesTheSettingOfAFolderThatCannotBe() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "no folder");

        assertThatIllegalStateException()
                .isThrownBy(() -> new DiskStorage(file, "AVATAR_DIR"))
                .withMessageContaining("AVATAR_DIR")
                .withMessageContaining(file.toString());
    }

    private List<Path> files() throws IOException {
        try (var paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile).toList();
        }
    }
}
