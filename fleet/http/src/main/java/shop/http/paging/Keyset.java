package shop.http.paging;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

/**
 * A list in PostgreSQL that grows without end. Its pages are asked for by number within the first {@value #MOST_COUNTED} entries, which is
 * as far as it is counted too, and by cursor however deep: a cursor says what the last entry of a page is sorted by, and the next page
 * begins behind that, so no entry is read to be passed over. Give the list an index for each order that is asked for often.
 *
 * <pre>{@code
 * var slice = LIST.slice(query);
 * var found = ... "WHERE " + slice.condition() + " ORDER BY " + slice.order() + " LIMIT :limit OFFSET :offset" with slice.values()
 * return LIST.page(found, query, () -> ... "SELECT count(*) FROM (SELECT FROM list LIMIT " + (MOST_COUNTED + 1) + ")");
 * }</pre>
 *
 * @param <T> an entry
 */
public final class Keyset<T> {

    /** More are not counted. */
    public static final int MOST_COUNTED = 10_000;

    private static final int FIRST_YEAR = 1;
    private static final int LAST_YEAR = 9999;
    private static final String SEPARATOR = ".";

    private final Map<String, Column<T>> sortable;
    private final Column<T> unique;

    private Keyset(Map<String, Column<T>> sortable, Column<T> unique) {
        this.sortable = Map.copyOf(sortable);
        this.unique = unique;
    }

    /**
     * A list.
     *
     * @param sortable what it may be sorted by, by the names in {@code sort}
     * @param unique what entries that are sorted alike are sorted by, so that none is on two pages or on none: in this direction below a
     *     field that is sorted descending, and in the other one below one that is sorted ascending, so that one index serves both
     */
    public static <T> Keyset<T> of(Map<String, Column<T>> sortable, Column<T> unique) {
        return new Keyset<>(sortable, unique);
    }

    /**
     * What an entry is sorted by; never null.
     *
     * @param sql its column, or an expression
     * @param text of an entry's value, for a cursor
     * @param value a text back into what the database compares with
     */
    public record Column<T>(String sql, Function<T, String> text, Function<String, Object> value, boolean descending) {

        public static <T> Column<T> time(String sql, Function<T, Instant> of) {
            return new Column<>(sql, entry -> of.apply(entry).toString(), Keyset::time, false);
        }

        public static <T> Column<T> number(String sql, ToLongFunction<T> of) {
            return new Column<>(sql, entry -> Long.toString(of.applyAsLong(entry)), Long::valueOf, false);
        }

        public static <T> Column<T> id(String sql, Function<T, UUID> of) {
            return new Column<>(sql, entry -> of.apply(entry).toString(), UUID::fromString, false);
        }

        /** The same, from the last to the first. */
        public Column<T> reversed() {
            return new Column<>(sql, text, value, !descending);
        }

        private String direction() {
            return descending ? " DESC" : " ASC";
        }
    }

    /**
     * A part of the list.
     *
     * @param order for {@code ORDER BY}
     * @param condition true for what lies behind the cursor; {@code TRUE} without one
     * @param values of the parameters in the condition, and of {@code limit} and {@code offset}: one entry more is asked for than a page
     *     has, which says whether there is a next one
     */
    public record Slice(String order, String condition, Map<String, Object> values) {

        public Slice {
            values = Map.copyOf(values);
        }
    }

    /**
     * What to ask the database for.
     *
     * @throws InvalidCursorException for a cursor that is none of this list in this order
     */
    public Slice slice(PageQuery query) {
        var columns = columns(query);
        var order = columns.stream()
                .map(column -> column.sql() + column.direction())
                .collect(Collectors.joining(", "));
        var values = new LinkedHashMap<String, Object>();
        values.put("limit", query.limit() + 1);
        values.put("offset", Math.min(query.offset(), MOST_COUNTED));
        var cursor = query.cursor();
        if (cursor == null) {
            return new Slice(order, "TRUE", values);
        }
        var texts = decode(cursor);
        if (texts.size() != columns.size() + 1 || !texts.getFirst().equals(order(query))) {
            throw new InvalidCursorException();
        }
        for (var place = 0; place < columns.size(); place++) {
            values.put(parameter(place), value(columns.get(place), texts.get(place + 1)));
        }
        return new Slice(order, behind(columns, 0), values);
    }

    /**
     * The page.
     *
     * @param found what the {@link Slice} asked for
     * @param count counts the whole list, and no further than one more than {@link #MOST_COUNTED}
     * @throws PageTooDeepException for a page by number behind what is counted
     */
    public PageBody<T> page(List<T> found, PageQuery query, LongSupplier count) {
        var counted = count.getAsLong();
        var approximate = counted > MOST_COUNTED;
        if (query.offset() >= MOST_COUNTED) {
            if (approximate) {
                throw new PageTooDeepException();
            }
            return PageBody.of(List.of(), query, counted);
        }
        var items = found.size() > query.size() ? found.subList(0, query.size()) : found;
        var next = items.size() < found.size() ? cursor(items.getLast(), query) : null;
        return PageBody.of(items, query, Math.min(counted, MOST_COUNTED), approximate, next);
    }

    private String cursor(T last, PageQuery query) {
        return Stream.concat(
                        Stream.of(order(query)),
                        columns(query).stream().map(column -> column.text().apply(last)))
                .map(text ->
                        Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8)))
                .collect(Collectors.joining(SEPARATOR));
    }

    private static List<String> decode(String cursor) {
        var texts = new ArrayList<String>();
        try {
            for (var part : cursor.split("\\.", -1)) {
                texts.add(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
            }
        } catch (IllegalArgumentException _) {
            throw new InvalidCursorException();
        }
        return texts;
    }

    private static <T> Object value(Column<T> column, String text) {
        try {
            return column.value().apply(text);
        } catch (IllegalArgumentException | DateTimeException _) {
            throw new InvalidCursorException();
        }
    }

    private static Object time(String text) {
        var time = Instant.parse(text).atOffset(ZoneOffset.UTC);
        if (time.getYear() < FIRST_YEAR || time.getYear() > LAST_YEAR) {
            throw new DateTimeException(text);
        }
        return time;
    }

    /** Of all columns but the last the rows that are alike are looked at further; the first bound is one that an index can begin at. */
    private static <T> String behind(List<Column<T>> columns, int place) {
        var column = columns.get(place);
        var bound = column.sql() + (column.descending() ? " <" : " >");
        var behind = bound + " :" + parameter(place);
        if (place == columns.size() - 1) {
            return behind;
        }
        return bound + "= :" + parameter(place) + " AND (" + behind + " OR (" + behind(columns, place + 1) + "))";
    }

    private static String parameter(int place) {
        return "after" + place;
    }

    private static String order(PageQuery query) {
        return query.sort().stream()
                .map(order -> order.field() + (order.descending() ? ",desc" : ",asc"))
                .collect(Collectors.joining(";"));
    }

    private List<Column<T>> columns(PageQuery query) {
        var backwards = !query.sort().isEmpty() && !query.sort().getLast().descending();
        return Stream.concat(query.sort().stream().map(this::column), Stream.of(backwards ? unique.reversed() : unique))
                .toList();
    }

    private Column<T> column(PageQuery.Order order) {
        @Nullable Column<T> column = sortable.get(order.field());
        if (column == null) {
            throw new IllegalArgumentException(
                    "sort: " + order.field() + " (expected: one of " + sortable.keySet() + ")");
        }
        return order.descending() ? column.reversed() : column;
    }
}
