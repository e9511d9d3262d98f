package shop.web.paging;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;
import org.springframework.web.util.UriComponentsBuilder;

/** Adds the {@code Link} header to pages; relative, because only the gateway knows the host that the client sees. */
@ControllerAdvice
final class PageLinks implements ResponseBodyAdvice<Object> {

    private static final String CURSOR = "cursor";

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
            if (!links.isEmpty()) {
                response.getHeaders().set(HttpHeaders.LINK, links);
            }
        }
        return body;
    }

    private static boolean isByCursor(ServerHttpRequest request) {
        return UriComponentsBuilder.fromUri(request.getURI())
                .build()
                .getQueryParams()
                .containsKey(CURSOR);
    }

    private static String nextLink(PagedAnswer answer, ServerHttpRequest request) {
        return answer.nextCursor() == null
                ? ""
                : link(uri(request).replaceQueryParam(CURSOR, answer.nextCursor()), "next");
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
        }
        links.add(link(request, last, answer.size(), "last"));
        return String.join(", ", links);
    }

    private static String link(ServerHttpRequest request, int page, int size, String relation) {
        return link(uri(request).replaceQueryParam("page", page).replaceQueryParam("size", size), relation);
    }

    private static UriComponentsBuilder uri(ServerHttpRequest request) {
        return UriComponentsBuilder.newInstance()
                .path(request.getURI().getRawPath())
                .query(request.getURI().getRawQuery());
    }

    private static String link(UriComponentsBuilder uri, String relation) {
        return "<" + uri.build(true).toUriString() + ">; rel=\"" + relation + "\"";
    }
}
