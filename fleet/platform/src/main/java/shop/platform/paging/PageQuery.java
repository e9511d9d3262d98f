package shop.platform.paging;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is asked for: {@code ?page=&size=&sort=field,desc}. A controller method takes it as a parameter, with
 * fleet-http's {@code @Paged} if the list can be sorted; what is out of bounds is answered with 400 before the method runs.
 *
 * @param page counts from 0
 * @param size 1 to {@value #MAX_SIZE}
 * @param sort in order of weight; {@code sort} may be given several times
 * @param cursor what a page of the same list in the same order ended with, if those behind it are asked for; then {@code page} is 0
 */
public record PageQuery(
        int page, int size, List<Order> sort, @Nullable String cursor) {

    public static final int DEFAULT_SIZE = 20;
    public static final int MAX_SIZE = 100;

    /** Keeps the offset small enough for every store, and a crawler from asking for the end of the universe. */
    public static final int MAX_PAGE = 100_000;

    /** One field of the order. */
    public record Order(String field, boolean descending) {}

    public PageQuery {
        if (page < 0 || page > MAX_PAGE) {
            throw new IllegalArgumentException("page must be 0 to " + MAX_PAGE + ", is " + page);
        }
        if (size < 1 || size > MAX_SIZE) {
            throw new IllegalArgumentException("size must be 1 to " + MAX_SIZE + ", is " + size);
        }
        if (cursor != null && page > 0) {
            throw new IllegalArgumentException("page must be 0 with a cursor, is " + page);
        }
        sort = List.copyOf(sort);
    }

    public PageQuery(int page, int size, List<Order> sort) {
        this(page, size, sort, null);
    }

    public long offset() {
        return (long) page * size;
    }

    public int limit() {
        return size;
    }
}
