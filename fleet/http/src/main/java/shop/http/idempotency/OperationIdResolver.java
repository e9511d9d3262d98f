package shop.http.idempotency;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Gives a controller method its keyed request, or the id that it stands for. */
final class OperationIdResolver implements HandlerMethodArgumentResolver {

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        var type = parameter.getParameterType();
        return type == OperationId.class || type == KeyedRequest.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        var known = request.getAttribute(IdempotencyInterceptor.REQUEST, RequestAttributes.SCOPE_REQUEST);
        if (parameter.getParameterType() == KeyedRequest.class) {
            if (known instanceof KeyedRequest keyed) {
                return keyed;
            }
            throw new IllegalStateException(parameter.getExecutable() + " has a key but is not @Idempotent");
        }
        return known instanceof KeyedRequest keyed
                ? keyed.claim()
                : new OperationId(IdempotencyInterceptor.newId(), false);
    }
}
