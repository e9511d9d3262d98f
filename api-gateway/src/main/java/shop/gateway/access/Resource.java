package shop.gateway.access;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.util.unit.DataSize;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import shop.gateway.limit.FailureRule;

/**
 * One row of the resource map.
 *
 * @param paths the address and its aliases
 * @param maxBody zero for what every request may carry
 * @param failures what counts as a failed try to get in here, if anything does
 * @param webSocket whether a WebSocket can be opened here
 */
record Resource(
        Set<HttpMethod> methods,
        List<PathPattern> paths,
        Access access,
        DataSize maxBody,
        @Nullable FailureRule failures,
        boolean webSocket) {

    private static final DataSize USUAL = DataSize.ofBytes(0);

    static Resource anybody(Set<HttpMethod> methods, String... paths) {
        return row(methods, paths, Access.ANYBODY);
    }

    static Resource open(Set<HttpMethod> methods, String... paths) {
        return row(methods, paths, Access.OPEN);
    }

    static Resource user(Set<HttpMethod> methods, String... paths) {
        return row(methods, paths, Access.USER);
    }

    static Resource admin(Set<HttpMethod> methods, String... paths) {
        return row(methods, paths, Access.ADMIN);
    }

    Resource upTo(DataSize size) {
        return new Resource(methods, paths, access, size, failures, webSocket);
    }

    /** Answers with one of the statuses, or all if none is named, are failed tries, at so many tokens each. */
    Resource charging(int cost, Integer... statuses) {
        return new Resource(methods, paths, access, maxBody, new FailureRule(Set.of(statuses), cost), webSocket);
    }

    /** The same as a stream of events or a socket: it never ends, so its headers alone are nothing to ask for. */
    Resource live(boolean socket) {
        return new Resource(Set.of(HttpMethod.GET), paths, access, maxBody, failures, socket);
    }

    /** Whoever may GET may ask for the headers alone, except of what is live. */
    boolean isLive() {
        return methods.contains(HttpMethod.GET) && !methods.contains(HttpMethod.HEAD);
    }

    boolean isAt(PathContainer path) {
        return paths.stream().anyMatch(pattern -> pattern.matches(path));
    }

    DataSize maxBodyOr(DataSize usual) {
        return maxBody.equals(USUAL) ? usual : maxBody;
    }

    private static Resource row(Set<HttpMethod> methods, String[] paths, Access access) {
        var patterns = Arrays.stream(paths)
                .map(PathPatternParser.defaultInstance::parse)
                .toList();
        return new Resource(methods, patterns, access, USUAL, null, false);
    }
}
