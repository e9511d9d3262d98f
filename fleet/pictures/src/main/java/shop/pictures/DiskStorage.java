package shop.pictures;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;

/**
 * A folder, which all instances share. A file gets its name when it is whole and on the disk, so nobody ever reads half of one; the
 * name is the id, so no part of a path comes from a client.
 */
final class DiskStorage implements PictureStorage {

    private final Path folder;

    /**
     * Makes the folder if it is not there.
     *
     * @param variable which sets the folder
     * @throws IllegalStateException if nothing can be written there
     */
    DiskStorage(Path folder, String variable) {
        this.folder = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(this.folder);
            Files.delete(Files.createTempFile(this.folder, "start", ".part"));
        } catch (IOException unusable) {
            throw new IllegalStateException(variable + " must be a folder to write in: " + this.folder, unusable);
        }
    }

    @Override
    public void put(UUID id, Picture picture) {
        var part = part(id);
        try {
            Files.createDirectories(this.folder.resolve(shelf(id)));
            try (var channel = FileChannel.open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                var bytes = ByteBuffer.wrap(picture.bytes());
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(part, file(id), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new PictureException.StorageDown(failure);
        }
    }

    @Override
    public Optional<byte[]> get(UUID id) {
        try {
            return Optional.of(Files.readAllBytes(file(id)));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException failure) {
            throw new PictureException.StorageDown(failure);
        }
    }

    @Override
    public void delete(UUID id) {
        try {
            Files.deleteIfExists(part(id));
            Files.deleteIfExists(file(id));
        } catch (IOException failure) {
            throw new PictureException.StorageDown(failure);
        }
    }

    private Path file(UUID id) {
        return folder.resolve(shelf(id)).resolve(id.toString());
    }

    private Path part(UUID id) {
        return folder.resolve(shelf(id)).resolve(id + ".part");
    }

    /** The random end of the id: 256 folders share the files evenly. */
    private static String shelf(UUID id) {
        var text = id.toString();
        return text.substring(text.length() - 2);
    }
}
