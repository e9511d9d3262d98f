package shop.gateway.access;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.util.unit.DataSize;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * One row of the resource map.
 *
 * @param paths the address and its aliases
 * @param maxBody zero for what every request may carry
 */
record Resource(Set<HttpMethod> methods, List<PathPattern> paths, Access access, DataSize maxBody) {

    private static final DataSize USUAL = DataSize.ofBytes(0);

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
        return new Resource(methods, paths, access, size);
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
        return new Resource(methods, patterns, access, USUAL);
    }
}
