package shop.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionSystemException;

/** Looks through the wrappers that frameworks put around what really happened. */
final class Causes {

    private static final int DEEPEST = 30;

    private Causes() {}

    static boolean any(Throwable failure, Predicate<Throwable> wanted) {
        return chain(failure).anyMatch(wanted);
    }

    static boolean any(Throwable failure, Set<Class<? extends Throwable>> wanted) {
        return any(failure, cause -> wanted.stream().anyMatch(type -> type.isInstance(cause)));
    }

    /** The innermost cause in one line, for logs and for {@code last_error}. */
    static String innermost(Throwable failure) {
        var cause = chain(failure).reduce(failure, (_, inner) -> inner);
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    /** What the listener or the reading of the event said, in one line: the first cause that is no wrapper of spring-kafka's or ours. */
    static String describe(Throwable failure) {
        var cause = chain(failure)
                .filter(one -> !one.getClass().getPackageName().startsWith("org.springframework.kafka")
                        && !(one instanceof ListenerErrors.ListenerErrorException))
                .findFirst()
                .orElse(failure);
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    private static Stream<Throwable> chain(Throwable failure) {
        var chain = new ArrayList<Throwable>();
        collect(failure, chain);
        return chain.stream();
    }

    /** Bounded, because nothing forbids a chain that bites its own tail. */
    private static void collect(@Nullable Throwable failure, List<Throwable> chain) {
        @Nullable Throwable next = failure;
        while (next != null && chain.size() < DEEPEST) {
            chain.add(next);
            if (next instanceof TransactionSystemException failed) {
                // A rollback that fails too has taken the place of what it was rolled back for, which is not among the
                // causes.
                collect(failed.getCause(), chain);
                next = failed.getApplicationException();
            } else {
                next = next.getCause();
            }
        }
    }
}
