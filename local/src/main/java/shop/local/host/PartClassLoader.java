package shop.local.host;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;

/**
 * The class path of one service in a process with many: it defines the service's own classes and shows of the process's
 * libraries only those that the service's own jar holds, so that each condition on a class holds or fails as it would in a
 * process of the service's own. The libraries themselves are loaded once, by the application class loader, and shared.
 *
 * <p>Infrastructure has one too, without classes of its own and without a filter: threads carry it, which tells whose log a
 * line belongs to.
 */
final class PartClassLoader extends URLClassLoader {

    static {
        registerAsParallelCapable();
    }

    private final ClassLoader libraries;
    private final @Nullable Set<String> visible;
    private final Set<ProtectionDomain> checked = ConcurrentHashMap.newKeySet();

    private PartClassLoader(String name, URL[] own, ClassLoader libraries, @Nullable Set<String> visible) {
        super(name, own, libraries);
        this.libraries = libraries;
        this.visible = visible;
    }

    /**
     * @param classes a folder
     * @param visible the jars of {@code libraries} that the service sees, as {@link LibraryPath#locations} names them
     */
    static PartClassLoader ofService(String name, Path classes, ClassLoader libraries, Set<String> visible)
            throws IOException {
        return new PartClassLoader(name, new URL[] {classes.toUri().toURL()}, libraries, Set.copyOf(visible));
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
        if (visible == null) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            var loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            var own = getOwn(name.replace('.', '/') + ".class");
            if (own != null) {
                return findClass(name);
            }
        }
        var shared = loadShared(name);
        // The constructor of SpringApplication looks for these in the whole process and loads them from here, before
        // anybody can
        // tell it otherwise. They may be seen: what they look for themselves, they look for here.
        if (!isVisible(shared, visible) && !WebApplicationType.Deducer.class.isAssignableFrom(shared)) {
            throw new ClassNotFoundException(name + " is in a library that " + getName() + " does not have");
        }
        return shared;
    }

    /** A class that needs others which nobody has would be an error, also if this service does not have it at all. */
    private Class<?> loadShared(String name) throws ClassNotFoundException {
        try {
            return libraries.loadClass(name);
        } catch (LinkageError e) {
            if (getResource(name.replace('.', '/') + ".class") == null) {
                throw new ClassNotFoundException(name + " is in a library that " + getName() + " does not have", e);
            }
            throw e;
        }
    }

    @Override
    public @Nullable URL getResource(String name) {
        if (visible == null) {
            return super.getResource(name);
        }
        var own = getOwn(name);
        if (own != null) {
            return own;
        }
        var first = libraries.getResource(name);
        if (first == null || isVisible(first, visible)) {
            return first;
        }
        try {
            var others = libraries.getResources(name);
            while (others.hasMoreElements()) {
                var resource = others.nextElement();
                if (isVisible(resource, visible)) {
                    return resource;
                }
            }
            return null;
        } catch (IOException _) {
            return null;
        }
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        if (visible == null) {
            return super.getResources(name);
        }
        var found = Collections.list(findResources(name));
        var shared = libraries.getResources(name);
        while (shared.hasMoreElements()) {
            var resource = shared.nextElement();
            if (isVisible(resource, visible)) {
                found.add(resource);
            }
        }
        return Collections.enumeration(found);
    }

    private @Nullable URL getOwn(String name) {
        return findResource(name);
    }

    /** A class without a source is the JDK's. */
    private boolean isVisible(Class<?> type, Set<String> visible) {
        var domain = type.getProtectionDomain();
        if (checked.contains(domain)) {
            return true;
        }
        var source = domain.getCodeSource();
        var location = source == null ? null : source.getLocation();
        var result = location == null || !location.getProtocol().equals("file") || visible.contains(location.getPath());
        if (result) {
            checked.add(domain);
        }
        return result;
    }

    /** {@code jar:file:/folder/library.jar!/name}; what is in no jar is the JDK's. */
    private static boolean isVisible(URL resource, Set<String> visible) {
        if (!resource.getProtocol().equals("jar")) {
            return !resource.getProtocol().equals("file");
        }
        var path = resource.getPath();
        var end = path.indexOf("!/");
        return end > 5 && visible.contains(path.substring(5, end));
    }

    /** What the service's web application sees, for messages and tests. */
    List<URL> own() {
        return List.of(getURLs());
    }
}
