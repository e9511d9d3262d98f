package shop.local.launch;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import shop.local.infra.Folders;
import shop.local.launch.Part.BootJar;
import shop.local.launch.Part.LocalClass;

/**
 * Copies of the programs from which the parts run. A part must not run from a build's output: the next build would take its
 * classes away under it, and a start-up cache holds only for jars that stay as they are. A copy is named after its content,
 * so that a build which changed nothing costs nothing.
 */
final class Apps {

    private static final int ENOUGH_OF_A_HASH = 16;

    private final Home home;
    private final Path java;
    private final ConcurrentHashMap<Path, Path> installed = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Path, Object> locks = new ConcurrentHashMap<>();

    /** @param java the program of that name */
    Apps(Home home, Path java) {
        this.home = home;
        this.java = java;
    }

    /** The program, installed, as the end of a command line for a JVM. */
    Installed install(Part.Code code) throws IOException, InterruptedException {
        return switch (code) {
            case LocalClass(var name, var mainClass) -> {
                var libraries = libraries();
                yield new Installed(libraries, List.of("-cp", classPath(libraries), mainClass), name);
            }
            case BootJar(var jar) -> {
                Path folder;
                // Two instances of one service may start at once.
                synchronized (locks.computeIfAbsent(jar, _ -> new Object())) {
                    folder = unpacked(jar);
                }
                yield new Installed(
                        folder,
                        List.of("-jar", folder.resolve(jar.getFileName()).toString()),
                        nameOf(jar));
            }
        };
    }

    /** Where {@link #install} has put or would put the program; nothing if it was not built. */
    Optional<Path> folderOf(Part.Code code) throws IOException {
        return switch (code) {
            case LocalClass _ -> {
                var own = launcherLibraries();
                yield Optional.of(
                        own.startsWith(home.apps()) ? own : home.apps().resolve("local-" + fingerprint(own)));
            }
            case BootJar(var jar) ->
                Files.exists(jar) ? Optional.of(home.apps().resolve(nameOf(jar) + "-" + hash(jar))) : Optional.empty();
        };
    }

    /** Deletes copies of earlier builds, except those of programs that run still. */
    void deleteAllBut(List<Path> kept) throws IOException {
        if (!Files.exists(home.apps())) {
            return;
        }
        try (var folders = Files.list(home.apps())) {
            for (var folder : folders.toList()) {
                if (!kept.contains(folder)) {
                    Folders.delete(folder);
                }
            }
        }
    }

    private Path libraries() throws IOException {
        var own = launcherLibraries();
        if (own.startsWith(home.apps())) {
            return own;
        }
        synchronized (this) {
            var known = installed.get(own);
            if (known != null) {
                return known;
            }
            var target = home.apps().resolve("local-" + fingerprint(own));
            if (!Files.exists(target)) {
                var partial = partial("local");
                try (var jars = Files.list(own)) {
                    for (var jar : jars.filter(Apps::isJar).toList()) {
                        Files.copy(jar, partial.resolve(jar.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
                    }
                }
                Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
            }
            installed.put(own, target);
            return target;
        }
    }

    /** The folder of jars this launcher runs from. */
    private static Path launcherLibraries() {
        var source = Apps.class.getProtectionDomain().getCodeSource().getLocation();
        var jar = new File(source.getPath()).toPath().toAbsolutePath();
        if (!isJar(jar)) {
            throw new ShopException("The launcher runs from " + jar + " (expected: a jar among its libraries)."
                    + " Build it with ./mvnw -pl local package and start it from local/target/dist/lib.");
        }
        return Objects.requireNonNull(jar.getParent(), "an absolute file has a folder");
    }

    private Path unpacked(Path jar) throws IOException, InterruptedException {
        if (!Files.exists(jar)) {
            throw new ShopException(jar + " is missing. Build it with ./mvnw -Pquick install.");
        }
        var target = home.apps().resolve(nameOf(jar) + "-" + hash(jar));
        if (!Files.exists(target)) {
            var partial = partial(nameOf(jar));
            // The tool refuses a folder that has files in it, and takes an empty one.
            run(List.of(
                    java.toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Djarmode=tools",
                    "-jar",
                    jar.toString(),
                    "extract",
                    "--force",
                    "--destination",
                    partial.toString()));
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        }
        return target;
    }

    private Path partial(String name) throws IOException {
        Files.createDirectories(home.apps());
        return Files.createTempDirectory(home.apps(), name + ".partial");
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var output = process.getInputStream()) {
            var said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " failed: " + said);
            }
        }
    }

    private static String classPath(Path libraries) throws IOException {
        try (var jars = Files.list(libraries)) {
            return jars.filter(Apps::isJar)
                    .map(Path::toString)
                    .sorted()
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    private static boolean isJar(Path file) {
        return file.getFileName().toString().endsWith(".jar");
    }

    private static String nameOf(Path jar) {
        return jar.getFileName().toString().replaceAll("\\.jar$", "");
    }

    /** Names, sizes and times: reading 80 MB of jars for a hash would cost every start a moment. */
    private static String fingerprint(Path folder) throws IOException {
        try (Stream<Path> jars = Files.list(folder)) {
            var digest = sha256();
            jars.filter(Apps::isJar).sorted().forEach(jar -> {
                try {
                    digest.update(
                            (jar.getFileName() + " " + Files.size(jar) + " " + Files.getLastModifiedTime(jar) + "\n")
                                    .getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            return shortened(digest);
        }
    }

    /** By content, for a build rewrites every service's jar and changes few; remembered by size and time. */
    private String hash(Path jar) throws IOException {
        var stamp = Files.size(jar) + " " + Files.getLastModifiedTime(jar).toMillis();
        var note = home.programs().resolve(nameOf(jar) + ".hash");
        if (Files.exists(note)) {
            var lines = Files.readAllLines(note);
            if (lines.size() == 2 && lines.getFirst().equals(stamp)) {
                return lines.getLast();
            }
        }
        var digest = sha256();
        try (InputStream input = new DigestInputStream(Files.newInputStream(jar), digest)) {
            input.transferTo(OutputStream.nullOutputStream());
        }
        var hash = shortened(digest);
        Files.createDirectories(home.programs());
        Folders.writeAtomically(note, stamp + "\n" + hash + "\n");
        return hash;
    }

    private static String shortened(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest()).substring(0, ENOUGH_OF_A_HASH);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /**
     * A program in its place.
     *
     * @param folder the copy; its name says what is in it
     * @param command the class path and main class, or the jar
     * @param name tells programs in one folder apart
     */
    record Installed(Path folder, List<String> command, String name) {

        Installed {
            command = List.copyOf(command);
        }
    }
}
