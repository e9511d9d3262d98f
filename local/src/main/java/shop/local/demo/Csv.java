package shop.local.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/** Reads a table of RFC 4180 whose first line names its columns in any case, and says on which line each row begins. */
final class Csv implements AutoCloseable, Iterable<Csv.Row> {

    private static final char BYTE_ORDER_MARK = '\ufeff';

    // Empty lines are skipped here: the parser would count them to the row behind them.
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setIgnoreEmptyLines(false).get();

    /** One record of the table, with the number of the line on which it begins. */
    static final class Row {

        private final long line;
        private final CSVRecord values;
        private final Map<String, Integer> columns;

        private Row(long line, CSVRecord values, Map<String, Integer> columns) {
            this.line = line;
            this.values = values;
            this.columns = columns;
        }

        long line() {
            return line;
        }

        boolean isComplete() {
            return values.size() == columns.size();
        }

        /** @throws IllegalArgumentException if the row is too short to have it */
        String get(String column) {
            return find(column)
                    .orElseThrow(() -> new IllegalArgumentException("column " + column + " is missing in this line"));
        }

        Optional<String> find(String column) {
            var index = columns.get(column.toLowerCase(Locale.ROOT));
            return index == null || index >= values.size()
                    ? Optional.empty()
                    : Optional.of(values.get(index).strip());
        }
    }

    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private final Map<String, Integer> columns = new HashMap<>();

    /** @throws IllegalArgumentException if a required column is not there */
    Csv(Reader source, List<String> required) throws IOException {
        parser = CSVParser.builder()
                .setReader(withoutByteOrderMark(new BufferedReader(source)))
                .setFormat(FORMAT)
                .get();
        records = parser.iterator();
        var names = read();
        if (names == null) {
            throw new IllegalArgumentException("The file is empty.");
        }
        names.values.forEach(name -> columns.put(name.strip().toLowerCase(Locale.ROOT), columns.size()));
        for (var name : required) {
            if (!columns.containsKey(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(
                        "There is no column '" + name + "', only " + String.join(", ", names.values) + ".");
            }
        }
    }

    private static Reader withoutByteOrderMark(BufferedReader source) throws IOException {
        source.mark(1);
        if (source.read() != BYTE_ORDER_MARK) {
            source.reset();
        }
        return source;
    }

    /** A file, packed if its name ends in {@code .gz}. */
    static Csv open(Path file, List<String> required) throws IOException {
        var bytes = Files.newInputStream(file);
        try {
            InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes, 1 << 16) : bytes;
            return new Csv(new InputStreamReader(plain, StandardCharsets.UTF_8), required);
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    /** Can be gone through once. */
    @Override
    public Iterator<Row> iterator() {
        return new Iterator<>() {

            private @Nullable Row next = read();

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public Row next() {
                var row = next;
                if (row == null) {
                    throw new NoSuchElementException();
                }
                next = read();
                return row;
            }
        };
    }

    private @Nullable Row read() {
        while (true) {
            var line = parser.getCurrentLineNumber() + 1;
            try {
                if (!records.hasNext()) {
                    return null;
                }
                var values = records.next();
                if (values.size() > 1 || !values.get(0).isBlank()) {
                    return new Row(line, values, columns);
                }
            } catch (UncheckedIOException failure) {
                if (failure.getCause() instanceof CSVException) {
                    throw new IllegalArgumentException("The quotes of line " + line + " do not match.", failure);
                }
                throw new UncheckedIOException("line " + line + ": " + failure.getMessage(), failure.getCause());
            }
        }
    }
}
