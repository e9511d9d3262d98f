package shop.web.idempotency;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Gives a controller method the id of its key, or a new one. */
final class OperationIdResolver implements HandlerMethodArgumentResolver {

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == OperationId.class;
    }

    @Override
    public OperationId resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        var claimed = request.getAttribute(IdempotencyInterceptor.OPERATION_ID, RequestAttributes.SCOPE_REQUEST);
        return new OperationId(claimed instanceof UUID id ? id : IdempotencyInterceptor.newId());
    }
}
