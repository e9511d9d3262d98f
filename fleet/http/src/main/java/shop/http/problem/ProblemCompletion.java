package shop.http.problem;

import jakarta.servlet.RequestDispatcher;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;
import shop.platform.problem.Problems;
import shop.platform.tracing.RequestIds;

/** Gives every problem that leaves the service the members that all have, whoever made it. */
@ControllerAdvice
final class ProblemCompletion implements ResponseBodyAdvice<Object> {

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
        if (body instanceof ProblemDetail problem) {
            complete(problem, request);
        }
        return body;
    }

    private static void complete(ProblemDetail problem, ServerHttpRequest request) {
        var known = problem.getProperties();
        var status = HttpStatus.resolve(problem.getStatus());
        if (status != null && (known == null || !known.containsKey("code"))) {
            var code = Problems.code(status);
            problem.setProperty("code", code);
            problem.setType(URI.create("/problems/" + code));
        }
        if (problem.getInstance() == null) {
            problem.setInstance(URI.create(request.getURI().getRawPath()));
        }
        if (request instanceof ServletServerHttpRequest servlet) {
            problem.setProperty(RequestIds.KEY, servlet.getServletRequest().getAttribute(RequestIds.KEY));
            // On the error page the path is the page's own.
            if (servlet.getServletRequest().getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String asked) {
                problem.setInstance(URI.create(asked));
            }
        }
    }
}
