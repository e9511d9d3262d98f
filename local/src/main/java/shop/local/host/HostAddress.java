package shop.local.host;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where a host takes commands: a port on the loopback address and a secret, in a file that only its owner may read.
 * Everybody on this machine may connect; only who can read the file is listened to.
 */
public record HostAddress(int port, String secret) {

    static HostAddress fresh(int port) {
        var secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        return new HostAddress(port, HexFormat.of().formatHex(secret));
    }

    /**
     * Reads what a host has written.
     *
     * @throws IOException if there is none, or none that can be read
     */
    public static HostAddress read(Path file) throws IOException {
        try {
            return JsonMapper.shared().readValue(Files.readString(file), HostAddress.class);
        } catch (JacksonException e) {
            throw new IOException(file + " cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    void write(Path file) throws IOException {
        var partial = file.resolveSibling(file.getFileName() + ".partial");
        Files.deleteIfExists(partial);
        Files.createFile(partial, ownerOnly());
        Files.writeString(partial, JsonMapper.shared().writeValueAsString(this));
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static FileAttribute<?>[] ownerOnly() {
        // On Windows the home folder's own access list keeps others out.
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public String toString() {
        return "HostAddress[port=" + port + "]";
    }
}
