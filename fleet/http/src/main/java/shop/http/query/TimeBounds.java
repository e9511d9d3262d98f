package shop.http.query;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.springframework.core.convert.converter.Converter;

/** Times of parameters, in the four-digit years that ISO 8601 and the databases share. */
final class TimeBounds {

    private static final int FIRST_YEAR = 1;
    private static final int LAST_YEAR = 9999;

    private TimeBounds() {}

    static final class ToInstant implements Converter<String, Instant> {

        @Override
        public Instant convert(String text) {
            var instant = Instant.parse(text);
            requireYear(instant.atOffset(ZoneOffset.UTC).getYear());
            return instant;
        }
    }

    static final class ToDate implements Converter<String, LocalDate> {

        @Override
        public LocalDate convert(String text) {
            var date = LocalDate.parse(text);
            requireYear(date.getYear());
            return date;
        }
    }

    private static void requireYear(int year) {
        if (year < FIRST_YEAR || year > LAST_YEAR) {
            throw new IllegalArgumentException("the year must be between 1 and 9999, was " + year);
        }
    }
}
