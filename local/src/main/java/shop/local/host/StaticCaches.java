package shop.local.host;

import java.lang.reflect.Field;
import java.util.List;
import org.springframework.util.ConcurrentLruCache;

/**
 * What libraries remember of classes beyond the context that asked. Such a cache is bounded, but a few entries of each start are enough
 * to keep that start's classes. It belongs to all services of this process, and fills again from those that still run.
 */
final class StaticCaches {

    private static final String TYPES_OF_SPRING_DATA = "org.springframework.data.core.ClassTypeInformation";

    private StaticCaches() {}

    /** A cache that a newer library keeps elsewhere is passed over; the test of restarts finds out. */
    static void clear() {
        for (var name : List.of("cache", "resolvableTypeCache")) {
            try {
                var field = Class.forName(TYPES_OF_SPRING_DATA).getDeclaredField(name);
                clear(field);
            } catch (ReflectiveOperationException _) {
                // None of the services has it.
            }
        }
    }

    private static void clear(Field field) throws IllegalAccessException {
        field.setAccessible(true);
        if (field.get(null) instanceof ConcurrentLruCache<?, ?> cache) {
            cache.clear();
        }
    }
}
