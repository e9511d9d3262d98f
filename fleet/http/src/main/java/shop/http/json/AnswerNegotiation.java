package shop.http.json;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.accept.ContentNegotiationManager;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Refuses a command whose answer the client would not take before it is carried out. Spring MVC looks at {@code Accept} when it
 * writes the answer, which is after the commit.
 */
final class AnswerNegotiation implements HandlerInterceptor {

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final Supplier<ContentNegotiationManager> negotiation;

    AnswerNegotiation(Supplier<ContentNegotiationManager> negotiation) {
        this.negotiation = negotiation;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws HttpMediaTypeNotAcceptableException {
        if (handler instanceof HandlerMethod method
                && !SAFE.contains(HttpMethod.valueOf(request.getMethod()))
                && hasBody(method)) {
            var wanted = negotiation.get().resolveMediaTypes(new ServletWebRequest(request));
            var given = given(request);
            if (wanted.stream().noneMatch(type -> given.stream().anyMatch(type::isCompatibleWith))) {
                throw new HttpMediaTypeNotAcceptableException(given);
            }
        }
        return true;
    }

    private static boolean hasBody(HandlerMethod method) {
        var type = ResolvableType.forMethodReturnType(method.getMethod());
        var body = type.resolve() == ResponseEntity.class ? type.getGeneric(0) : type;
        return body.resolve() != void.class && body.resolve() != Void.class;
    }

    /** JSON, unless the handler says something else. */
    private static List<MediaType> given(HttpServletRequest request) {
        return request.getAttribute(HandlerMapping.PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE) instanceof Collection<?> said
                ? said.stream().map(MediaType.class::cast).toList()
                : List.of(MediaType.APPLICATION_JSON);
    }
}
