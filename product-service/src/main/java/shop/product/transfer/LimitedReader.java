package shop.product.transfer;

import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Reads UTF-8, without the mark that some programs put before it. It stops when a line has no end: a quote that is never closed would
 * otherwise pull the whole file into memory. Bytes that are no UTF-8 become {@value #REPLACEMENT}, by which their line is known.
 */
final class LimitedReader extends FilterReader {

    static final char REPLACEMENT = '\uFFFD';

    /** As large as a request for one product may be. */
    static final int LONGEST_LINE = 1_000_000;

    /** What a buffer behind this one may have read of the following lines. */
    private static final int READ_AHEAD = 64_000;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private long sinceLine;
    private boolean begun;

    LimitedReader(InputStream file) {
        super(new InputStreamReader(file, StandardCharsets.UTF_8));
    }

    /** Says that a line was read and another one begins. */
    void lineEnds() {
        sinceLine = 0;
    }

    @Override
    public int read() throws IOException {
        var one = new char[1];
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(char[] text, int offset, int length) throws IOException {
        var read = super.read(text, offset, length);
        if (!begun && read > 0) {
            begun = true;
            if (text[offset] == BYTE_ORDER_MARK) {
                System.arraycopy(text, offset + 1, text, offset, read - 1);
                return read == 1 ? read(text, offset, length) : read - 1;
            }
        }
        sinceLine += Math.max(read, 0);
        if (sinceLine > LONGEST_LINE + READ_AHEAD) {
            throw new LineTooLongException();
        }
        return read;
    }

    /** The line is longer than any product. */
    static final class LineTooLongException extends IOException {

        LineTooLongException() {
            super("a line has more than " + LONGEST_LINE + " characters");
        }
    }
}
