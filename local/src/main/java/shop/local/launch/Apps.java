package shop.local.launch;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import shop.local.host.LibraryPath;
import shop.local.infra.Folders;

/**
 * The programs that the parts run: the services' classes and the libraries of all, from the lists that the build leaves beside the
 * classes. What a build writes is copied, for the next build would take it away under those who run from it; libraries stay
 * in the Maven repository, where nothing changes.
 */
final class Apps {

    private static final String CLASS_PATH = "class-path";
    private static final String GROUP = "shop";
    private static final String SHARED_MODULE = "fleet-";
    private static final int ENOUGH_OF_A_HASH = 16;

    private final Home home;
    private final Path checkout;
    private final Map<String, Path> classes = new ConcurrentHashMap<>();
    private @Nullable Libraries libraries;

    Apps(Home home, Path checkout) {
        this.home = home;
        this.checkout = checkout;
    }

    /** The folder of a service's own classes and resources. */
    Path classes(String module) {
        // Two instances of one service may start at once.
        return classes.computeIfAbsent(module, this::copyOfClasses);
    }

    /** The file names of the jars that a service sees: those in the service's own jar. */
    List<String> libraryNames(String module) {
        return libraries().names.getOrDefault(module, List.of());
    }

    /** The libraries of all parts together, the launcher's own among them. */
    LibraryPath libraryPath() {
        return libraries().path;
    }

    /** Deletes copies of earlier builds. Nothing may run from them. */
    void deleteOld() throws IOException {
        if (!Files.exists(home.apps())) {
            return;
        }
        var kept = new LinkedHashSet<Path>();
        kept.add(launcherLibraries());
        libraryPath().jars().forEach(jar -> kept.add(folderOf(jar)));
        Fleet.modules().forEach(module -> kept.add(classes(module)));
        try (var folders = Files.list(home.apps())) {
            for (var folder : folders.toList()) {
                if (!kept.contains(folder)) {
                    Folders.delete(folder);
                }
            }
        }
    }

    private synchronized Libraries libraries() {
        var known = libraries;
        if (known == null) {
            known = findLibraries();
            libraries = known;
        }
        return known;
    }

    private Libraries findLibraries() {
        try {
            var found = new LinkedHashMap<String, List<Path>>();
            found.put("local", listed("local"));
            for (var module : Fleet.modules()) {
                found.put(module, listed(module));
            }
            found.put("launcher", List.of(ownJar()));
            var copies = copyOfBuilt(found);
            var paths = new LinkedHashMap<String, List<Path>>();
            var names = new LinkedHashMap<String, List<String>>();
            found.forEach((module, jars) -> {
                paths.put(
                        module,
                        jars.stream().map(jar -> copies.getOrDefault(jar, jar)).toList());
                names.put(
                        module,
                        jars.stream().map(jar -> jar.getFileName().toString()).toList());
            });
            return new Libraries(LibraryPath.union(paths), names);
        } catch (IllegalArgumentException e) {
            throw new ShopException(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> listed(String module) throws IOException {
        var list = checkout.resolve(module).resolve("target").resolve(CLASS_PATH);
        if (!Files.exists(list)) {
            throw new ShopException(list + " is missing. Build it with ./mvnw -Pquick install.");
        }
        return Stream.of(Files.readString(list).strip().split("\\|", -1))
                .filter(jar -> !jar.isBlank())
                .map(jar -> Path.of(jar).toAbsolutePath().normalize())
                .map(jar -> builtHere(checkout, jar))
                .toList();
    }

    /**
     * The jar that this checkout has built of a module of its own, in place of the copy in the Maven repository that the list of a
     * service names which was built alone. With both on one class path, the service would see neither: its classes would come from
     * the first, and its list names the second.
     */
    static Path builtHere(Path checkout, Path jar) {
        var version = jar.getParent();
        var artifact = version == null ? null : version.getParent();
        var group = artifact == null ? null : artifact.getParent();
        if (version == null
                || artifact == null
                || group == null
                || !group.endsWith(GROUP)
                || !jar.endsWith(artifact.getFileName() + "-" + version.getFileName() + ".jar")) {
            return jar;
        }
        var name = artifact.getFileName().toString();
        var folder = name.startsWith(SHARED_MODULE) ? "fleet/" + name.substring(SHARED_MODULE.length()) : name;
        var built = checkout.resolve(folder).resolve("target").resolve(name + ".jar");
        return Files.exists(built) ? built : jar;
    }

    /** Copies the jars that this checkout built, into one folder named after what is in them. */
    private Map<Path, Path> copyOfBuilt(Map<String, List<Path>> found) throws IOException {
        var built = new LinkedHashSet<Path>();
        found.values().forEach(jars -> jars.stream().filter(this::isBuilt).forEach(built::add));
        var digest = sha256();
        for (var jar : built) {
            digest.update(Files.readAllBytes(jar));
        }
        var folder = home.apps().resolve("fleet-" + shortened(digest));
        if (!Files.exists(folder)) {
            var partial = partial("fleet");
            for (var jar : built) {
                Files.copy(jar, partial.resolve(jar.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
            Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
        }
        var copies = new LinkedHashMap<Path, Path>();
        built.forEach(jar -> copies.put(jar, folder.resolve(jar.getFileName())));
        return copies;
    }

    private boolean isBuilt(Path jar) {
        return jar.startsWith(checkout)
                && StreamSupport.stream(checkout.relativize(jar).spliterator(), false)
                        .anyMatch(folder -> folder.endsWith("target"));
    }

    private Path copyOfClasses(String module) {
        var built = checkout.resolve(module).resolve("target").resolve("classes");
        if (!Files.exists(built)) {
            throw new ShopException(built + " is missing. Build it with ./mvnw -Pquick install.");
        }
        try {
            var files = filesBelow(built);
            var digest = sha256();
            for (var file : files) {
                digest.update((built.relativize(file) + " " + Files.size(file) + " " + Files.getLastModifiedTime(file))
                        .getBytes(StandardCharsets.UTF_8));
            }
            var folder = home.apps().resolve(module + "-" + shortened(digest));
            if (!Files.exists(folder)) {
                var partial = partial(module);
                for (var file : files) {
                    var copy = partial.resolve(built.relativize(file).toString());
                    Files.createDirectories(folderOf(copy));
                    Files.copy(file, copy);
                }
                Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> filesBelow(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** The folder of jars this launcher runs from. */
    private Path launcherLibraries() {
        return folderOf(ownJar());
    }

    private static Path ownJar() {
        var source = Apps.class.getProtectionDomain().getCodeSource().getLocation();
        var jar = new File(source.getPath()).toPath().toAbsolutePath();
        if (!jar.getFileName().toString().endsWith(".jar")) {
            throw new ShopException("The launcher runs from " + jar + " (expected: a jar among its libraries)."
                    + " Build it with ./mvnw -pl local package and start it from local/target/dist/lib.");
        }
        return jar;
    }

    private Path partial(String name) throws IOException {
        Files.createDirectories(home.apps());
        return Files.createTempDirectory(home.apps(), name + ".partial");
    }

    private static Path folderOf(Path file) {
        return Objects.requireNonNull(file.getParent(), "an absolute file has a folder");
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

    /** @param names per module */
    private record Libraries(LibraryPath path, Map<String, List<String>> names) {}
}
