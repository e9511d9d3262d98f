package shop.order.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;

/** The values that PostgreSQL's driver takes and gives in another form than ours. */
final class Sql {

    private Sql() {}

    static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    static UUID uuid(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    static Money money(ResultSet row, String minorColumn, String currencyColumn) throws SQLException {
        return Money.of(row.getLong(minorColumn), row.getString(currencyColumn));
    }

    /** For {@code CAST(:name AS uuid[])}: one statement text for any number of ids, so that it is planned once. */
    static <T> String[] uuids(Collection<T> all, Function<T, UUID> id) {
        return all.stream().map(id).map(UUID::toString).toArray(String[]::new);
    }

    /** For {@code CAST(:name AS bigint[])} and the like. */
    static <T> @Nullable String[] texts(Collection<T> all, Function<T, @Nullable String> text) {
        return all.stream().map(text).toArray(String[]::new);
    }
}
