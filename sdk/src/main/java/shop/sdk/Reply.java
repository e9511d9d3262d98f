package shop.sdk;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What came back, with the parts of the answer beside its body.
 *
 * @param eTag the version to send as {@code If-Match}
 * @param cookies values of {@code Set-Cookie}
 */
public record Reply<T>(T body, int status, @Nullable String eTag, List<String> cookies) {

    public Reply {
        cookies = List.copyOf(cookies);
    }

    public <R> Reply<R> map(Function<T, R> change) {
        return new Reply<>(change.apply(body), status, eTag, cookies);
    }
}
