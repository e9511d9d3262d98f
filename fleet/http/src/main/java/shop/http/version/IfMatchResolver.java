package shop.http.version;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import shop.http.problem.InvalidRequestException;

/** Reads {@link IfMatch} parameters. */
final class IfMatchResolver implements HandlerMethodArgumentResolver {

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == IfMatch.class;
    }

    @Override
    public IfMatch resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        var sent = request.getHeaderValues(HttpHeaders.IF_MATCH);
        try {
            return IfMatch.parse(sent == null ? null : String.join(",", sent));
        } catch (IllegalArgumentException _) {
            throw new InvalidRequestException(
                    HttpHeaders.IF_MATCH, "invalid_value", "must be * or entity tags like \"7\"");
        }
    }
}
