package shop.local.host;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which of the process's libraries holds what. A class path of some hundred jars is looked through from its beginning for
 * whatever is asked of it, and what is not there costs most; with this, a service asks only those of its own jars that can have
 * the answer. The jars must not change while the process runs.
 */
final class LibraryIndex implements AutoCloseable {

    private static final String META_INF = "META-INF/";
    private static final String VERSIONS = META_INF + "versions/";

    private final List<JarFile> jars;
    private final List<String> locations;
    private final Map<String, BitSet> holders;

    /** What the JDK has is never in a library, and always visible. */
    private final Set<String> jdkPackages;

    private LibraryIndex(List<JarFile> jars, List<String> locations, Map<String, BitSet> holders) {
        this.jars = jars;
        this.locations = locations;
        this.holders = holders;
        this.jdkPackages = ModuleLayer.boot().modules().stream()
                .flatMap(module -> module.getPackages().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Folders on the class path are no libraries. */
    static LibraryIndex of(LibraryPath path) throws IOException {
        var jars = new ArrayList<JarFile>();
        var locations = new ArrayList<String>();
        var holders = new HashMap<String, BitSet>();
        for (var file : path.jars()) {
            if (Files.isDirectory(file)) {
                continue;
            }
            var jar = new JarFile(file.toFile(), false, JarFile.OPEN_READ, Runtime.version());
            var number = jars.size();
            jars.add(jar);
            locations.add(LibraryPath.location(file));
            var last = "";
            for (var entries = jar.entries(); entries.hasMoreElements(); ) {
                var name = entries.nextElement().getName();
                // Entries of one folder follow one another.
                var key = key(name.startsWith(VERSIONS) && jar.isMultiRelease() ? unversioned(name) : name);
                if (!key.equals(last)) {
                    holders.computeIfAbsent(key, _ -> new BitSet()).set(number);
                    last = key;
                }
            }
        }
        return new LibraryIndex(List.copyOf(jars), List.copyOf(locations), Map.copyOf(holders));
    }

    /** @param visible jars as {@link LibraryPath#locations} names them */
    BitSet numbers(Collection<String> visible) {
        var numbers = new BitSet();
        for (var number = 0; number < locations.size(); number++) {
            if (visible.contains(locations.get(number))) {
                numbers.set(number);
            }
        }
        return numbers;
    }

    /** Whether one of these jars can have it; one that has none of its package cannot. */
    boolean mayHold(String resource, BitSet visible) {
        var candidates = holders.get(key(resource));
        return candidates != null && candidates.intersects(visible);
    }

    boolean isOfTheJdk(String resource) {
        var end = resource.lastIndexOf('/');
        return end > 0 && jdkPackages.contains(resource.substring(0, end).replace('/', '.'));
    }

    /** The first of these jars that has it. */
    @Nullable URL find(String resource, BitSet visible) {
        return holding(resource, visible).findFirst().orElse(null);
    }

    /** In the order of the class path. */
    List<URL> findAll(String resource, BitSet visible) {
        return holding(resource, visible).toList();
    }

    private Stream<URL> holding(String resource, BitSet visible) {
        var candidates = holders.get(key(resource));
        return candidates == null
                ? Stream.empty()
                : candidates.stream()
                        .filter(number ->
                                visible.get(number) && jars.get(number).getJarEntry(resource) != null)
                        .mapToObj(number -> url(number, resource));
    }

    @Override
    public void close() throws IOException {
        for (var jar : jars) {
            jar.close();
        }
    }

    /** Many jars have the same few folders there, with files of which each is looked for by name. */
    private static String key(String name) {
        var end = name.lastIndexOf('/');
        return end < 0 || name.startsWith(META_INF) ? name : name.substring(0, end + 1);
    }

    /** {@code META-INF/versions/9/name} stands for {@code name}. */
    private static String unversioned(String name) {
        var end = name.indexOf('/', VERSIONS.length());
        return end < 0 ? name : name.substring(end + 1);
    }

    private URL url(int number, String resource) {
        try {
            var escaped = new URI(null, null, "/" + resource, null).getRawPath();
            return URI.create("jar:file:" + locations.get(number) + "!" + escaped)
                    .toURL();
        } catch (URISyntaxException | MalformedURLException e) {
            throw new IllegalArgumentException("No name of a resource: " + resource, e);
        }
    }
}
