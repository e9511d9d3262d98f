package shop.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;

/** The values that PostgreSQL's driver takes and gives in another form than ours. */
public final class Sql {

    private static final double MILLIS_PER_SECOND = 1000.0;

    private Sql() {}

    public static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    public static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    public static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    public static double seconds(Duration duration) {
        return duration.toMillis() / MILLIS_PER_SECOND;
    }

    public static UUID uuid(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    public static @Nullable UUID uuidOrNull(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    public static @Nullable String textOrNull(ResultSet row, String column) throws SQLException {
        return row.getString(column);
    }

    /** The row's amount in the currency of its column {@code currency}. */
    public static Money money(ResultSet row, String minorColumn) throws SQLException {
        return money(row, minorColumn, "currency");
    }

    public static Money money(ResultSet row, String minorColumn, String currencyColumn) throws SQLException {
        return Money.of(row.getLong(minorColumn), row.getString(currencyColumn));
    }

    /** For {@code CAST(:name AS uuid[])}: one statement text for any number of ids, so that it is planned once. */
    public static <T> String[] uuids(Collection<T> all, Function<T, UUID> id) {
        return all.stream().map(id).map(UUID::toString).toArray(String[]::new);
    }

    public static String[] texts(Collection<String> all) {
        return all.toArray(String[]::new);
    }

    /** For {@code CAST(:name AS bigint[])} and the like. */
    public static <T> @Nullable String[] texts(Collection<T> all, Function<T, @Nullable String> text) {
        return all.stream().map(text).toArray(String[]::new);
    }

    public static <T> @Nullable String[] times(Collection<T> all, Function<T, Instant> time) {
        return texts(all, row -> time.apply(row).toString());
    }

    public static <T> long[] longs(Collection<T> all, ToLongFunction<T> number) {
        return all.stream().mapToLong(number).toArray();
    }
}
