package shop.local.host;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.BitSet;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;

/**
 * The class path of one service in a process with many: it defines the service's own classes and shows of the process's
 * libraries only those that the service's own jar holds, so that each condition on a class holds or fails as it would in a
 * process of the service's own. The libraries themselves are loaded once, by the application class loader, and shared.
 *
 * <p>Infrastructure has one too, without classes of its own and without a filter: threads carry it, which says whose log a
 * line belongs to.
 */
final class PartClassLoader extends URLClassLoader {

    static {
        registerAsParallelCapable();
    }

    /** What Spring Boot calls those that say which kind of web application a process is. */
    private static final String DEDUCER = "WebApplicationTypeDeducer.class";

    private final ClassLoader libraries;
    private final @Nullable View view;

    /**
     * What a service sees.
     *
     * @param own the names of its own classes and resources
     * @param index of the libraries
     * @param visible the numbers of its libraries there
     * @param locations the same, as class loaders write them
     * @param checked libraries that are known to be among them
     */
    private record View(
            Set<String> own, LibraryIndex index, BitSet visible, Set<String> locations, Set<ProtectionDomain> checked) {

        boolean holds(Class<?> type) {
            var domain = type.getProtectionDomain();
            if (checked.contains(domain)) {
                return true;
            }
            var source = domain.getCodeSource();
            var location = source == null ? null : source.getLocation();
            // A class without a source is the JDK's.
            var result = location == null
                    || !location.getProtocol().equals("file")
                    || locations.contains(location.getPath());
            if (result) {
                checked.add(domain);
            }
            return result;
        }
    }

    private PartClassLoader(String name, URL[] own, ClassLoader libraries, @Nullable View view) {
        super(name, own, libraries);
        this.libraries = libraries;
        this.view = view;
    }

    /**
     * @param classes a folder
     * @param libraries loads what is in {@code index}
     * @param visible the jars of {@code libraries} that the service sees, as {@link LibraryPath#locations} names them
     */
    static PartClassLoader ofService(
            String name, Path classes, ClassLoader libraries, LibraryIndex index, Set<String> visible)
            throws IOException {
        return new PartClassLoader(
                name,
                new URL[] {classes.toUri().toURL()},
                libraries,
                new View(
                        namesIn(classes),
                        index,
                        index.numbers(visible),
                        Set.copyOf(visible),
                        ConcurrentHashMap.newKeySet()));
    }

    static PartClassLoader ofInfrastructure(String name, ClassLoader libraries) {
        return new PartClassLoader(name, new URL[0], libraries, null);
    }

    /** The loader of the part that this thread works for; a web server puts a loader of its own below it. */
    static @Nullable PartClassLoader ofCurrentThread() {
        for (var loader = Thread.currentThread().getContextClassLoader(); loader != null; loader = loader.getParent()) {
            if (loader instanceof PartClassLoader part) {
                return part;
            }
        }
        return null;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (view == null) {
            return super.loadClass(name, resolve);
        }
        var file = name.replace('.', '/') + ".class";
        synchronized (getClassLoadingLock(name)) {
            var loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            if (view.own.contains(file)) {
                return findClass(name);
            }
        }
        if (view.index.isOfTheJdk(file)) {
            return libraries.loadClass(name);
        }
        // The constructor of SpringApplication looks for these in the whole process and loads them from here, before
        // anybody can set it otherwise. They may be seen: what they look for themselves, they look for here.
        var deducer = file.endsWith(DEDUCER);
        if (!deducer && !view.index.mayHold(file, view.visible)) {
            throw unseen(name, null);
        }
        var shared = loadShared(name, file, view);
        if (!view.holds(shared) && !(deducer && WebApplicationType.Deducer.class.isAssignableFrom(shared))) {
            throw unseen(name, null);
        }
        return shared;
    }

    /** A class that needs others which nobody has would be an error, also if this service does not have it at all. */
    private Class<?> loadShared(String name, String file, View view) throws ClassNotFoundException {
        try {
            return libraries.loadClass(name);
        } catch (LinkageError e) {
            if (view.index.find(file, view.visible) == null) {
                throw unseen(name, e);
            }
            throw e;
        }
    }

    private ClassNotFoundException unseen(String name, @Nullable Throwable cause) {
        return new ClassNotFoundException(name + " is in no library that " + getName() + " has", cause);
    }

    @Override
    public @Nullable URL getResource(String name) {
        if (view == null) {
            return super.getResource(name);
        }
        var own = findResource(name);
        if (own != null) {
            return own;
        }
        var found = view.index.find(name, view.visible);
        return found != null ? found : ClassLoader.getPlatformClassLoader().getResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        if (view == null) {
            return super.getResources(name);
        }
        var found = Collections.list(findResources(name));
        found.addAll(view.index.findAll(name, view.visible));
        found.addAll(Collections.list(ClassLoader.getPlatformClassLoader().getResources(name)));
        return Collections.enumeration(found);
    }

    private static Set<String> namesIn(Path classes) throws IOException {
        try (var files = Files.walk(classes)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> classes.relativize(file).toString().replace(File.separatorChar, '/'))
                    .collect(Collectors.toUnmodifiableSet());
        }
    }
}
