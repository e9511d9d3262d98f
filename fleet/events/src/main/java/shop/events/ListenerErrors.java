package shop.events;

import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import shop.jobs.failure.Causes;

/**
 * Turns an {@link Error} of a listener (a stack overflow, a class that cannot be loaded) into an exception, so that it is retried and ends
 * as a dead letter like any other failure. Spring Kafka stops the container on an error, for good and while the service says it runs.
 */
final class ListenerErrors implements MethodInterceptor {

    static final class ListenerErrorException extends RuntimeException {

        ListenerErrorException(Error error) {
            super("a listener failed with an error", error);
        }
    }

    /** What the listener or the reading of the event said, in one line: the first cause that is no wrapper of spring-kafka's or ours. */
    static String describe(Throwable failure) {
        return Causes.describe(Causes.of(failure)
                .filter(one -> !one.getClass().getPackageName().startsWith("org.springframework.kafka")
                        && !(one instanceof ListenerErrorException))
                .findFirst()
                .orElse(failure));
    }

    static <T> T asExceptions(Supplier<T> work) {
        try {
            return work.get();
        } catch (Error error) {
            throw new ListenerErrorException(error);
        }
    }

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        try {
            return invocation.proceed();
        } catch (Error error) {
            throw new ListenerErrorException(error);
        }
    }
}
