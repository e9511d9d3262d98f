package shop.proof.prove.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** A file system of its own, in memory, that can be filled to the last byte. Only Linux has it, and only root may make it. */
record SmallDisk(Path folder, int megabytes) {

    private static final int BLOCK = 64 << 10;

    /** Why there can be none on this machine; nothing if there can. */
    static Optional<String> unavailable() {
        if (!Files.isExecutable(Path.of("/bin/mount")) && !Files.isExecutable(Path.of("/usr/bin/mount"))) {
            return Optional.of("this system has no mount");
        }
        Path probe;
        try {
            probe = Files.createTempDirectory("shop-disk");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        try {
            mount(probe, 1).close();
            return Optional.empty();
        } catch (IllegalStateException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        } finally {
            var _ = probe.toFile().delete();
        }
    }

    static SmallDisk mount(Path folder, int megabytes) {
        try {
            Files.createDirectories(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        // One that a killed run has left behind would be full of its data.
        unmount(folder);
        run(List.of("mount", "-t", "tmpfs", "-o", "mode=755,size=" + megabytes + "m", "shop-prove", folder.toString()));
        return new SmallDisk(folder, megabytes);
    }

    /** Takes what is left, so that whoever writes next is refused. */
    void fill() throws IOException {
        var block = new byte[BLOCK];
        try (var out = Files.newOutputStream(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            if (Files.getFileStore(folder).getUsableSpace() >= BLOCK) {
                throw full;
            }
        }
    }

    void free() throws IOException {
        Files.deleteIfExists(filler());
    }

    void close() {
        unmount(folder);
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    static void unmount(Path folder) {
        if (isMounted(folder)) {
            // Lazily: a process that is about to end may still have files open there.
            run(List.of("umount", "-l", folder.toString()));
        }
    }

    private static boolean isMounted(Path folder) {
        try {
            return Files.readString(Path.of("/proc/mounts"))
                    .lines()
                    .anyMatch(line -> line.split(" ", 3)[1].equals(
                            folder.toAbsolutePath().toString().replace(" ", "\\040")));
        } catch (IOException _) {
            return false;
        }
    }

    private static void run(List<String> command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + printed.strip());
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
