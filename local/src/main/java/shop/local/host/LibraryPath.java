package shop.local.host;

import java.io.File;
import java.net.MalformedURLException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The libraries of one process, which all its parts share: the union of what each part needs. There may be only one version
 * of each, or a part would run with another than the one it was built and tested with.
 *
 * @param jars in the order of the class path
 */
public record LibraryPath(List<Path> jars) {

    public LibraryPath {
        jars = List.copyOf(jars);
    }

    /**
     * Joins the class paths of all parts.
     *
     * @param jars per part
     * @throws IllegalArgumentException if one library is there in two versions, or two jars have one name
     */
    public static LibraryPath union(Map<String, List<Path>> jars) {
        var byName = new LinkedHashMap<String, Path>();
        var versions = new LinkedHashMap<String, Map<String, Set<String>>>();
        var wrong = new TreeSet<String>();
        jars.forEach((part, libraries) -> {
            for (var jar : libraries) {
                var name = jar.getFileName().toString();
                var other = byName.putIfAbsent(name, jar);
                if (other != null && !other.equals(jar)) {
                    wrong.add("two libraries are called " + name + ": " + other + " and " + jar);
                }
                versions.computeIfAbsent(library(jar), _ -> new LinkedHashMap<>())
                        .computeIfAbsent(version(jar), _ -> new TreeSet<>())
                        .add(part);
            }
        });
        versions.forEach((library, found) -> {
            if (found.size() > 1) {
                wrong.add(library + " is there in " + found.size() + " versions: "
                        + found.entrySet().stream()
                                .map(version -> version.getKey() + " of " + String.join(", ", version.getValue()))
                                .collect(Collectors.joining("; ")));
            }
        });
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException("The parts cannot share one class path: " + String.join(". ", wrong)
                    + ". Name one version in the dependencyManagement of the root pom.xml.");
        }
        return new LibraryPath(List.copyOf(byName.values()));
    }

    /** What the application class loader of this process has. */
    static LibraryPath ofThisProcess() {
        return new LibraryPath(Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .toList());
    }

    /**
     * The jars of these names, as class loaders write them in their URLs.
     *
     * @throws IllegalArgumentException if one is missing
     */
    Set<String> locations(Collection<String> names) {
        var known =
                jars.stream().collect(Collectors.toMap(jar -> jar.getFileName().toString(), LibraryPath::location));
        var missing = new ArrayList<String>();
        var found = new TreeSet<String>();
        for (var name : names) {
            var location = known.get(name);
            if (location == null) {
                missing.add(name);
            } else {
                found.add(location);
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("This process was started without " + String.join(", ", missing)
                    + ": its libraries have changed since. Stop and start it (./shop down, ./shop up).");
        }
        return found;
    }

    /** The path of its URL, as class loaders write it. */
    static String location(Path jar) {
        try {
            return jar.toUri().toURL().getPath();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("No jar: " + jar, e);
        }
    }

    /** In a Maven repository a jar lies in {@code group/artifact/version}; one that lies elsewhere is its own library. */
    private static String library(Path jar) {
        var folder = jar.getParent();
        var artifact = folder == null ? null : folder.getParent();
        return isInRepository(jar) && artifact != null
                ? artifact.toString()
                : jar.getFileName().toString();
    }

    private static String version(Path jar) {
        var folder = jar.getParent();
        return isInRepository(jar) && folder != null ? folder.getFileName().toString() : "";
    }

    private static boolean isInRepository(Path jar) {
        var folder = jar.getParent();
        var artifact = folder == null ? null : folder.getParent();
        return folder != null
                && artifact != null
                && artifact.getFileName() != null
                && jar.getFileName().toString().startsWith(artifact.getFileName() + "-" + folder.getFileName());
    }
}
