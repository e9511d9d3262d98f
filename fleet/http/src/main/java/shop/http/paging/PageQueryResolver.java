package shop.http.paging;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import shop.http.problem.FieldError;
import shop.http.problem.InvalidRequestException;
import shop.platform.paging.PageQuery;

/** Reads {@link PageQuery} parameters and says everything that is wrong with them at once. */
final class PageQueryResolver implements HandlerMethodArgumentResolver {

    private static final List<String> DIRECTIONS = List.of("asc", "desc");

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == PageQuery.class;
    }

    @Override
    public PageQuery resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        var paged = parameter.getParameterAnnotation(Paged.class);
        var errors = new ArrayList<FieldError>();
        var page = number(request, "page", 0, 0, PageQuery.MAX_PAGE, errors);
        var size = number(request, "size", PageQuery.DEFAULT_SIZE, 1, PageQuery.MAX_SIZE, errors);
        var sent = request.getParameterValues("sort");
        List<PageQuery.Order> sort = List.of();
        if (sent != null && sent.length > 0) {
            sort = orders(sent, paged == null ? List.of() : List.of(paged.sort()), errors);
        } else if (paged != null) {
            sort = byDefault(paged);
        }
        var cursor = paged != null && paged.cursor() ? request.getParameter("cursor") : null;
        if (cursor != null && cursor.isEmpty()) {
            cursor = null;
        }
        if (cursor != null && page > 0) {
            errors.add(new FieldError("page", "invalid_value", "a cursor says itself where to go on"));
        }
        if (!errors.isEmpty()) {
            throw new InvalidRequestException(errors);
        }
        return new PageQuery(page, size, sort, cursor);
    }

    private static int number(
            NativeWebRequest request, String name, int fallback, int min, int max, List<FieldError> errors) {
        var sent = request.getParameter(name);
        if (sent == null || sent.isEmpty()) {
            return fallback;
        }
        try {
            var number = Integer.parseInt(sent);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Told below, as a number out of bounds is.
        }
        errors.add(new FieldError(name, "out_of_range", "must be a whole number from " + min + " to " + max));
        return fallback;
    }

    private static List<PageQuery.Order> orders(String[] values, List<String> allowed, List<FieldError> errors) {
        // The first mention of a field decides, a later one could not change the order any more.
        var orders = new LinkedHashMap<String, PageQuery.Order>();
        for (var value : values) {
            var parts = value.split(",", -1);
            var field = parts[0].strip();
            var direction = parts.length > 1 ? parts[1].strip() : "asc";
            if (!allowed.contains(field)) {
                errors.add(new FieldError("sort", "unknown_field", "must be one of " + allowed));
            } else if (parts.length > 2 || !DIRECTIONS.contains(direction)) {
                errors.add(new FieldError("sort", "invalid_value", "must be like field,asc or field,desc"));
            } else {
                orders.putIfAbsent(field, new PageQuery.Order(field, direction.equals("desc")));
            }
        }
        return List.copyOf(orders.values());
    }

    /** A default that the list may not be sorted by is a fault of ours and found by the first call. */
    private static List<PageQuery.Order> byDefault(Paged paged) {
        var errors = new ArrayList<FieldError>();
        var orders = orders(paged.by(), List.of(paged.sort()), errors);
        if (!errors.isEmpty()) {
            throw new IllegalStateException("@Paged(by = " + Arrays.toString(paged.by()) + "): " + errors);
        }
        return orders;
    }
}
