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
 * @param costed whether the response says what the request costs, which is charged to the limits
 * @param webSocket whether a WebSocket can be opened here
 * @param surface what a browser shows, or the API
 */
record Resource(
        Set<HttpMethod> methods,
        List<PathPattern> paths,
        Access access,
        DataSize maxBody,
        @Nullable FailureRule failures,
        boolean costed,
        boolean webSocket,
        Surface surface) {

    enum Surface {
        API,
        /** A page of the storefront and what belongs to it; a form may carry its CSRF token in a field. */
        PAGE,
        /** The same for a form with a file, whose first field is the token: the file is not kept in memory to look for it. */
        UPLOAD_PAGE
    }

    private static final DataSize USUAL = DataSize.ofBytes(0);

    static Resource anybody(Set<HttpMethod> methods, String... paths) {
        return row(methods, paths, Access.ANYBODY);
    }

    static Resource open(Set<HttpMethod> methods, String... paths) {
        return row(methods, paths, Access.OPEN);
    }

    /** A page for everybody: an old cookie is no cookie here, whatever is done. */
    static Resource page(Set<HttpMethod> methods, String... paths) {
        return row(methods, paths, Access.OPEN).of(Surface.PAGE);
    }

    static Resource adminPage(Set<HttpMethod> methods, String... paths) {
        return row(methods, paths, Access.ADMIN).of(Surface.PAGE);
    }

    static Resource user(Set<HttpMethod> methods, String... paths) {
        return row(methods, paths, Access.USER);
    }

    static Resource admin(Set<HttpMethod> methods, String... paths) {
        return row(methods, paths, Access.ADMIN);
    }

    Resource upTo(DataSize size) {
        return new Resource(methods, paths, access, size, failures, costed, webSocket, surface);
    }

    /** Answers with one of the statuses, or all if none is named, are failed tries, at so many tokens each. */
    Resource charging(int cost, Integer... statuses) {
        return new Resource(
                methods, paths, access, maxBody, new FailureRule(Set.of(statuses), cost), costed, webSocket, surface);
    }

    /** The service says in its response what the request costs. */
    Resource chargingItsCost() {
        return new Resource(methods, paths, access, maxBody, failures, true, webSocket, surface);
    }

    /** The same as a stream of events or a socket: it never ends, so its headers alone are nothing to ask for. */
    Resource live(boolean socket) {
        return new Resource(Set.of(HttpMethod.GET), paths, access, maxBody, failures, costed, socket, surface);
    }

    /** A page whose form sends a file of at most that size. */
    Resource withFileUpTo(DataSize size) {
        return of(Surface.UPLOAD_PAGE).upTo(size);
    }

    boolean isPage() {
        return surface != Surface.API;
    }

    private Resource of(Surface other) {
        return new Resource(methods, paths, access, maxBody, failures, costed, webSocket, other);
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
        return new Resource(methods, patterns, access, USUAL, null, false, false, Surface.API);
    }
}
