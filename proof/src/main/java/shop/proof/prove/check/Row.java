package shop.proof.prove.check;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One row of a query; a column that is null is an empty text, 0 or false. */
record Row(Map<String, @Nullable Object> columns) {

    String text(String column) {
        return Objects.toString(value(column), "");
    }

    long number(String column) {
        return value(column) instanceof Number number ? number.longValue() : 0;
    }

    boolean flag(String column) {
        return Boolean.TRUE.equals(value(column));
    }

    Instant time(String column) {
        return value(column) instanceof Timestamp time ? time.toInstant() : Instant.EPOCH;
    }

    private @Nullable Object value(String column) {
        if (!columns.containsKey(column)) {
            throw new IllegalArgumentException("no column " + column + " in " + columns.keySet());
        }
        return columns.get(column);
    }
}
