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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Reads a table whose first line names its columns (RFC 4180: quotes, doubled quotes, line breaks in quotes), line by line. */
final class Csv implements AutoCloseable, Iterable<Csv.Row> {

    /** One record of the table, with the number of the line on which it begins. */
    static final class Row {

        private final long line;
        private final List<String> values;
        private final Map<String, Integer> columns;

        private Row(long line, List<String> values, Map<String, Integer> columns) {
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

    private final BufferedReader source;
    private final Map<String, Integer> columns = new HashMap<>();
    private long line = 1;

    /** @throws IllegalArgumentException if a required column is not there */
    Csv(Reader source, List<String> required) throws IOException {
        this.source = new BufferedReader(source);
        var names = record();
        if (names == null) {
            throw new IllegalArgumentException("The file is empty.");
        }
        names.forEach(name -> columns.put(name.strip().toLowerCase(Locale.ROOT), columns.size()));
        for (var name : required) {
            if (!columns.containsKey(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(
                        "There is no column '" + name + "', only " + String.join(", ", names) + ".");
            }
        }
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
        source.close();
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
        try {
            while (true) {
                var begins = line;
                var values = record();
                if (values == null) {
                    return null;
                }
                if (values.size() > 1 || !values.getFirst().isBlank()) { // an empty line is no record
                    return new Row(begins, values, columns);
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("line " + line + ": " + failure.getMessage(), failure);
        }
    }

    private @Nullable List<String> record() throws IOException {
        var values = new ArrayList<String>();
        var value = new StringBuilder();
        var quoted = false;
        for (var c = source.read(); ; c = source.read()) {
            if (c == -1) {
                if (values.isEmpty() && value.isEmpty()) {
                    return null;
                }
                values.add(value.toString());
                return values;
            }
            if (c == '\n') {
                line++;
            }
            if (quoted) {
                if (c != '"') {
                    value.append((char) c);
                } else if (nextIs('"')) {
                    value.append('"');
                } else {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == ',') {
                values.add(value.toString());
                value.setLength(0);
            } else if (c == '\n') {
                values.add(value.toString());
                return values;
            } else if (c != '\r' && c != '\ufeff') {
                value.append((char) c);
            }
        }
    }

    private boolean nextIs(char wanted) throws IOException {
        source.mark(1);
        if (source.read() == wanted) {
            return true;
        }
        source.reset();
        return false;
    }
}
