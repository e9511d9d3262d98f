package shop.product.transfer;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.springframework.stereotype.Component;
import shop.product.catalog.Catalog;
import shop.product.catalog.Product;
import shop.product.web.ProductRequest;
import tools.jackson.databind.json.JsonMapper;

/** Writes the catalogue as files that {@link ProductLines} reads. */
@Component
class Export {

    private static final String[] COLUMNS = {
        "sku",
        "name",
        "description",
        CsvLines.PRICE_MINOR,
        CsvLines.CURRENCY,
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
            Iterable<Product> each = products::iterator;
            switch (format) {
                case JSON_LINES -> writeLines(each, text);
                case CSV -> writeTable(each, text);
            }
        }
        text.flush();
    }

    private void writeLines(Iterable<Product> products, BufferedWriter text) throws IOException {
        for (var product : products) {
            text.write(json.writeValueAsString(ProductRequest.of(product)));
            text.write('\n');
        }
    }

    private void writeTable(Iterable<Product> products, BufferedWriter text) throws IOException {
        var table = new CSVPrinter(
                text, CSVFormat.RFC4180.builder().setHeader(COLUMNS).get());
        for (var product : products) {
            var content = product.content();
            table.printRecord(
                    content.sku(),
                    content.name(),
                    content.description(),
                    content.price().amountMinor(),
                    content.price().currency(),
                    String.join("|", content.categories()),
                    content.attributes().isEmpty() ? null : json.writeValueAsString(content.attributes()),
                    String.join("|", content.images()),
                    product.initialStock());
        }
    }
}
