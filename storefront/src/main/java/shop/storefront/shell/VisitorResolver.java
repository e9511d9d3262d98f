package shop.storefront.shell;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.LocaleResolver;
import shop.sdk.Shop;
import shop.security.Caller;

/** Hands controllers the visitor of the request. */
@Component
class VisitorResolver implements HandlerMethodArgumentResolver {

    private final Shop shop;
    private final LocaleResolver locales;
    private final Shells shells;

    VisitorResolver(Shop shop, LocaleResolver locales, Shells shells) {
        this.shop = shop;
        this.locales = locales;
        this.shells = shells;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Visitor.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        return of(
                Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class)),
                Objects.requireNonNull(request.getNativeResponse(HttpServletResponse.class)));
    }

    /** The visitor of a request; the same one each time. What the frame of a page needs is asked for from here on. */
    Visitor of(HttpServletRequest request, HttpServletResponse response) {
        if (request.getAttribute(Visitor.class.getName()) instanceof Visitor known) {
            return known;
        }
        var visitor = new Visitor(request, response, shop, caller(), locales.resolveLocale(request));
        request.setAttribute(Visitor.class.getName(), visitor);
        if (request.getMethod().equals("GET")) {
            shells.begin(visitor, request);
        }
        return visitor;
    }

    private static @Nullable Caller caller() {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null && authentication.getPrincipal() instanceof Caller caller ? caller : null;
    }
}
