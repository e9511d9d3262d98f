package shop.product.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import shop.http.json.StrictJson;
import shop.product.transfer.ImportJob.ColumnName;

/** The lines of a file in their order, one at a time in memory; lines without anything on them are left out. */
interface ProductLines extends Closeable {

    /**
     * Opens a file and reads its header, if it has one.
     *
     * @param columns what columns of other names are
     * @throws ImportException.Unreadable if the header is not one of a file of products
     */
    static ProductLines open(FileFormat format, InputStream file, List<ColumnName> columns, StrictJson json)
            throws IOException {
        var text = new LimitedReader(file);
        return switch (format) {
            case CSV -> CsvLines.open(text, columns, json);
            case JSON_LINES -> new JsonLines(text, json);
        };
    }

    /**
     * Gives the next line, or null behind the last one.
     *
     * @throws ImportException.Unreadable if nobody can say where the next line would begin
     */
    @Nullable ProductLine next() throws IOException;
}
