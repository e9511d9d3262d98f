package shop.product.transfer;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import shop.http.json.StrictJson;
import shop.http.problem.FieldError;
import shop.http.problem.InvalidRequestException;

/** A product as JSON on each line, written as the body of {@code POST /api/products} is. */
final class JsonLines implements ProductLines {

    private static final FieldError TOO_LONG =
            new FieldError("", "line_too_long", "has more than " + LimitedReader.LONGEST_LINE + " characters");
    private static final FieldError NOT_UTF8 = new FieldError("", "not_utf8", "has bytes that are not UTF-8");

    private final LimitedReader text;
    private final BufferedReader lines;
    private final LineJson json;
    private long number;

    JsonLines(LimitedReader text, StrictJson json) {
        this.text = text;
        this.lines = new BufferedReader(text);
        this.json = new LineJson(json);
    }

    @Override
    public @Nullable ProductLine next() throws IOException {
        while (true) {
            text.lineEnds();
            var line = new StringBuilder();
            var end = readInto(line);
            number++;
            if (!line.toString().isBlank()) {
                return read(line.toString());
            }
            if (end < 0) {
                return null;
            }
        }
    }

    /** Returns the sign that ended the line, negative at the end of the file. What is too long is read and let go. */
    private int readInto(StringBuilder line) throws IOException {
        int sign;
        while ((sign = lines.read()) >= 0 && sign != '\n') {
            if (line.length() <= LimitedReader.LONGEST_LINE) {
                line.append((char) sign);
            } else {
                text.lineEnds();
            }
        }
        return sign;
    }

    private ProductLine read(String line) {
        if (line.length() > LimitedReader.LONGEST_LINE) {
            return ProductLine.bad(number, line.length(), null, List.of(TOO_LONG));
        }
        if (line.indexOf(LimitedReader.REPLACEMENT) >= 0) {
            return ProductLine.bad(number, line.length(), null, List.of(NOT_UTF8));
        }
        try {
            return ProductLine.good(number, line.length(), json.read(line));
        } catch (InvalidRequestException refusal) {
            return ProductLine.bad(number, line.length(), null, refusal.errors());
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
