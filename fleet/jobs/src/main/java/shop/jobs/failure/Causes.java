package shop.jobs.failure;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionSystemException;

/** Looks through the wrappers that frameworks put around what really happened. */
public final class Causes {

    private static final int DEEPEST = 30;

    private Causes() {}

    /** A failure, then what caused it, then what caused that. */
    public static Stream<Throwable> of(Throwable failure) {
        var chain = new ArrayList<Throwable>();
        collect(failure, chain);
        return chain.stream();
    }

    public static boolean any(Throwable failure, Predicate<Throwable> wanted) {
        return of(failure).anyMatch(wanted);
    }

    public static boolean any(Throwable failure, Set<Class<? extends Throwable>> wanted) {
        return any(failure, cause -> wanted.stream().anyMatch(type -> type.isInstance(cause)));
    }

    /** The innermost cause in one line, for logs and for {@code last_error}. */
    public static String innermost(Throwable failure) {
        return describe(of(failure).reduce(failure, (_, inner) -> inner));
    }

    /** One link of the chain in one line. */
    public static String describe(Throwable cause) {
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
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
