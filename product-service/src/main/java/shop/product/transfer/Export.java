package shop.product.transfer;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.springframework.stereotype.Component;
import shop.product.catalog.Catalog;
import shop.product.catalog.Product;
import shop.product.web.ProductRequest;
import tools.jackson.databind.json.JsonMapper;

/** Writes the catalog as files that {@link ProductLines} reads; the cells of tables are guarded ({@link FormulaEscaper}). */
@Component
class Export {

    private static final String[] COLUMNS = {
        "sku",
        "name",
        "description",
        CsvLines.PRICE_MINOR,
        CsvLines.CURRENCY,
        CsvLines.PRICES,
        "categories",
        CsvLines.ATTRIBUTES,
        "images",
        CsvLines.STOCK
    };

    private final Catalog catalog;
    private final JsonMapper json;

    Export(Catalog catalog, JsonMapper json) {
        this.catalog = catalog;
        this.json = json;
    }

    void write(FileFormat format, OutputStream body) throws IOException {
        var text = new BufferedWriter(new OutputStreamWriter(body, StandardCharsets.UTF_8));
        try (var products = catalog.allOnSale()) {
            switch (format) {
                case JSON_LINES -> writeLines(products.iterator(), text);
                case CSV -> writeTable(products.iterator(), text);
            }
        }
        text.flush();
    }

    private void writeLines(Iterator<Product> products, BufferedWriter text) throws IOException {
        while (products.hasNext()) {
            text.write(json.writeValueAsString(ProductRequest.of(products.next())));
            text.write('\n');
        }
    }

    private void writeTable(Iterator<Product> products, BufferedWriter text) throws IOException {
        var table = new CSVPrinter(
                text, CSVFormat.RFC4180.builder().setHeader(COLUMNS).get());
        while (products.hasNext()) {
            var product = products.next();
            var content = product.content();
            Object[] cells = {
                content.sku(),
                content.name(),
                content.description(),
                content.price().amountMinor(),
                content.price().currency(),
                content.prices().isEmpty() ? null : json.writeValueAsString(content.prices()),
                String.join("|", content.categories()),
                content.attributes().isEmpty() ? null : json.writeValueAsString(content.attributes()),
                String.join("|", content.images()),
                product.initialStock()
            };
            table.printRecord(Arrays.stream(cells).map(FormulaEscaper::guard));
        }
    }
}
