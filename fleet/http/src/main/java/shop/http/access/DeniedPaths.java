package shop.http.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.web.HttpMediaTypeException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Answers whoever has a good token and was not let in. All paths that no rule names are denied, so for most of them "not found" or "not
 * with this method" is the truth, and "forbidden" is left to what is there.
 */
final class DeniedPaths implements AccessDeniedHandler {

    private final HandlerMapping controllers;
    private final HandlerExceptionResolver problems;

    DeniedPaths(HandlerMapping controllers, HandlerExceptionResolver problems) {
        this.controllers = controllers;
        this.problems = problems;
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied) {
        problems.resolveException(request, response, null, truth(request, denied));
    }

    private Exception truth(HttpServletRequest request, AccessDeniedException denied) {
        ServletRequestPathUtils.parseAndCache(request);
        try {
            return controllers.getHandler(request) == null
                    ? new NoHandlerFoundException(request.getMethod(), request.getRequestURI(), new HttpHeaders())
                    : denied;
        } catch (HttpMediaTypeException there) {
            return denied; // in another form only
        } catch (Exception mismatch) {
            return mismatch;
        } finally {
            ServletRequestPathUtils.clearParsedRequestPath(request);
            // What the handler would answer with is not what its refusal is written in.
            request.removeAttribute(HandlerMapping.PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE);
        }
    }
}
