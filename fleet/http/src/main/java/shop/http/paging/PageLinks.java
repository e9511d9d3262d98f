package shop.http.paging;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;
import org.springframework.web.util.UriUtils;
import shop.platform.paging.PagedAnswer;

/** Adds the {@code Link} header to pages; relative, because only the gateway knows the host that the client sees. */
@ControllerAdvice
final class PageLinks implements ResponseBodyAdvice<Object> {

    private static final String CURSOR = "cursor";
    private static final String PAGE = "page";

    /** Of a header that a client can be expected to read; who asks with more has to count the pages. */
    private static final int LONGEST = 4_096;

    @Override
    public boolean supports(MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converter) {
        return true;
    }

    @Override
    public @Nullable Object beforeBodyWrite(
            @Nullable Object body,
            MethodParameter returnType,
            MediaType contentType,
            Class<? extends HttpMessageConverter<?>> converter,
            ServerHttpRequest request,
            ServerHttpResponse response) {
        if (body instanceof PagedAnswer answer) {
            var links = isByCursor(request) ? nextLink(answer, request) : links(answer, request);
            if (!links.isEmpty() && links.length() <= LONGEST) {
                response.getHeaders().set(HttpHeaders.LINK, links);
            }
        }
        return body;
    }

    private static boolean isByCursor(ServerHttpRequest request) {
        return pairs(request).anyMatch(pair -> name(pair).equals(CURSOR));
    }

    private static String nextLink(PagedAnswer answer, ServerHttpRequest request) {
        return answer.nextCursor() == null
                ? ""
                : link(request, Set.of(PAGE, CURSOR), Map.of(CURSOR, answer.nextCursor()), "next");
    }

    private static String links(PagedAnswer answer, ServerHttpRequest request) {
        var last = Math.max(answer.totalPages() - 1, 0);
        var links = new ArrayList<String>();
        links.add(link(request, 0, answer.size(), "first"));
        if (answer.page() > 0) {
            links.add(link(request, Math.min(answer.page() - 1, last), answer.size(), "prev"));
        }
        if (answer.page() < last) {
            links.add(link(request, answer.page() + 1, answer.size(), "next"));
        } else if (answer.hasUncounted() && answer.page() == last) {
            links.add(nextLink(answer, request));
        }
        if (!answer.hasUncounted()) {
            links.add(link(request, last, answer.size(), "last"));
        }
        return String.join(", ", links);
    }

    private static String link(ServerHttpRequest request, int page, int size, String relation) {
        var own = new LinkedHashMap<String, String>();
        own.put(PAGE, Integer.toString(page));
        own.put("size", Integer.toString(size));
        return link(request, own.keySet(), own, relation);
    }

    /** The rest of the query stays as the client has written it, whatever that is. */
    private static String link(
            ServerHttpRequest request, Set<String> replaced, Map<String, String> own, String relation) {
        var query = Stream.concat(
                        pairs(request).filter(pair -> !replaced.contains(name(pair))),
                        own.entrySet().stream()
                                .map(pair ->
                                        pair.getKey() + "=" + UriUtils.encode(pair.getValue(), StandardCharsets.UTF_8)))
                .collect(Collectors.joining("&"));
        return "<" + request.getURI().getRawPath() + "?" + query + ">; rel=\"" + relation + "\"";
    }

    private static Stream<String> pairs(ServerHttpRequest request) {
        var query = request.getURI().getRawQuery();
        return query == null ? Stream.of() : Stream.of(query.split("&", -1)).filter(pair -> !pair.isEmpty());
    }

    private static String name(String pair) {
        var end = pair.indexOf('=');
        return UriUtils.decode(end < 0 ? pair : pair.substring(0, end), StandardCharsets.UTF_8);
    }
}
