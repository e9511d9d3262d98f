package shop.product.transfer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import shop.product.transfer.ImportJob.ColumnName;
import shop.product.web.ProductRequest;
import shop.web.json.StrictJson;
import shop.web.problem.FieldError;
import shop.web.problem.InvalidRequestException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Products as RFC 4180 writes tables, under a header that names the columns. A row is turned into the JSON of a request and judged like
 * one; an empty cell is a field that is not given.
 */
final class CsvLines implements ProductLines {

    static final String PRICE = "price";
    static final String PRICE_MINOR = "priceMinor";
    static final String CURRENCY = "currency";
    static final String ATTRIBUTES = "attributes";
    static final String STOCK = "initialStock";
    static final String PRICES = "prices";
    private static final String FURTHER_PRICE = "price.";
    private static final String ATTRIBUTE = "attributes.";

    private static final Set<String> TEXTS = Set.of("sku", "name", "description");
    private static final Set<String> LISTS = Set.of("categories", "images");
    private static final Pattern BETWEEN = Pattern.compile("\\|");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final GuardedReader text;
    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private final StrictJson json;
    private List<String> columns = List.of();

    private CsvLines(GuardedReader text, CSVParser parser, StrictJson json) {
        this.text = text;
        this.parser = parser;
        this.records = parser.iterator();
        this.json = json;
    }

    static CsvLines open(GuardedReader text, List<ColumnName> names, StrictJson json) throws IOException {
        var format = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(false).get();
        var lines = new CsvLines(
                text, CSVParser.builder().setReader(text).setFormat(format).get(), json);
        try {
            var header = lines.record();
            lines.columns = header == null ? List.of() : columns(header, names);
            return lines;
        } catch (ImportException unreadable) {
            lines.close();
            throw unreadable;
        }
    }

    private static List<String> columns(CSVRecord header, List<ColumnName> names) {
        var columns = header.stream()
                .map(String::strip)
                .map(name -> names.stream()
                        .filter(other -> other.name().equals(name))
                        .map(ColumnName::column)
                        .findFirst()
                        .orElse(name))
                .toList();
        var errors = new ArrayList<LineError>();
        var seen = new HashSet<String>();
        for (var column : columns) {
            if (!column.isEmpty() && !isKnown(column)) {
                errors.add(
                        wrong(column, "unknown_column", "is not known here; ?column=" + column + ": passes over it"));
            } else if (!column.isEmpty() && !seen.add(column)) {
                errors.add(wrong(column, "duplicate_column", "is there twice"));
            }
        }
        for (var needed : List.of("sku", "name", CURRENCY)) {
            if (!seen.contains(needed)) {
                errors.add(wrong(needed, "missing_column", "must be there"));
            }
        }
        if (seen.contains(PRICE) == seen.contains(PRICE_MINOR)) {
            errors.add(wrong(PRICE, "missing_column", "must be there, or priceMinor in its place"));
        }
        if (!errors.isEmpty()) {
            throw new ImportException.Unreadable(errors);
        }
        return columns;
    }

    private static boolean isKnown(String column) {
        return TEXTS.contains(column)
                || LISTS.contains(column)
                || Set.of(PRICE, PRICE_MINOR, CURRENCY, PRICES, ATTRIBUTES, STOCK)
                        .contains(column)
                || (column.startsWith(FURTHER_PRICE) && column.length() > FURTHER_PRICE.length())
                || (column.startsWith(ATTRIBUTE) && column.length() > ATTRIBUTE.length());
    }

    private static LineError wrong(String column, String code, String message) {
        return new LineError(1, null, column, code, message);
    }

    @Override
    public @Nullable ProductLine next() throws IOException {
        while (true) {
            var number = parser.getCurrentLineNumber() + 1;
            var row = record();
            if (row == null) {
                return null;
            }
            if (row.size() > 1 || !row.get(0).isBlank()) {
                return read(number, row);
            }
        }
    }

    private @Nullable CSVRecord record() throws IOException {
        text.lineEnds();
        var number = parser.getCurrentLineNumber() + 1;
        try {
            return records.hasNext() ? records.next() : null;
        } catch (UncheckedIOException failed) {
            var cause = failed.getCause();
            if (cause instanceof GuardedReader.LineTooLongException) {
                throw unreadable(number, "line_too_long", "begins a row of more than 1,000,000 characters");
            } else if (cause instanceof CSVException) {
                throw unreadable(number, "malformed_csv", "begins a row whose quotes do not match");
            }
            throw cause;
        } catch (IllegalStateException malformed) {
            throw unreadable(number, "malformed_csv", "begins a row whose quotes do not match");
        }
    }

    private static ImportException.Unreadable unreadable(long line, String code, String message) {
        return new ImportException.Unreadable(List.of(new LineError(line, null, "", code, message)));
    }

    private ProductLine read(long number, CSVRecord row) {
        var length = row.stream().mapToLong(String::length).sum();
        var sku = find("sku", row);
        var product = NODES.objectNode();
        var errors = new ArrayList<FieldError>();
        if (row.size() != columns.size()) {
            errors.add(new FieldError(
                    "", "wrong_number_of_columns", "has " + row.size() + " columns, the header " + columns.size()));
        } else if (row.stream().anyMatch(cell -> cell.indexOf(GuardedReader.REPLACEMENT) >= 0)) {
            errors.add(new FieldError("", "not_utf8", "has bytes that are not UTF-8"));
        } else {
            for (var i = 0; i < columns.size(); i++) {
                if (!row.get(i).isEmpty()) {
                    put(product, columns.get(i), row.get(i), row, errors);
                }
            }
        }
        if (!errors.isEmpty()) {
            return ProductLine.bad(number, length, sku, errors);
        }
        try {
            return ProductLine.good(number, length, json.read(product.toString(), ProductRequest.class));
        } catch (InvalidRequestException refusal) {
            return ProductLine.bad(number, length, sku, refusal.errors());
        }
    }

    private @Nullable String find(String column, CSVRecord row) {
        var index = columns.indexOf(column);
        return index < 0 || index >= row.size() || row.get(index).isEmpty() ? null : row.get(index);
    }

    private void put(ObjectNode product, String column, String cell, CSVRecord row, List<FieldError> errors) {
        if (TEXTS.contains(column)) {
            product.put(column, cell);
        } else if (LISTS.contains(column)) {
            product.set(column, list(cell));
        } else if (column.startsWith(ATTRIBUTE)) {
            attributes(product).set(column.substring(ATTRIBUTE.length()), value(cell));
        } else if (column.startsWith(FURTHER_PRICE)) {
            var currency = column.substring(FURTHER_PRICE.length());
            product.withArrayProperty(PRICES)
                    .addObject()
                    .put("currency", currency)
                    .set("amountMinor", amount(column, cell, currency, errors));
        } else {
            switch (column) {
                case PRICE -> price(product).set("amountMinor", amount(column, cell, find(CURRENCY, row), errors));
                case PRICE_MINOR -> price(product).set("amountMinor", number(column, cell, errors));
                case CURRENCY -> price(product).put("currency", cell);
                case STOCK -> product.set(STOCK, number(column, cell, errors));
                case PRICES -> addAll(product.withArrayProperty(PRICES), cell, errors);
                case ATTRIBUTES -> putAll(attributes(product), cell, errors);
                // A column that is passed over.
                default -> {}
            }
        }
    }

    private static ObjectNode price(ObjectNode product) {
        return product.withObjectProperty(PRICE);
    }

    private static ObjectNode attributes(ObjectNode product) {
        return product.withObjectProperty(ATTRIBUTES);
    }

    private static ArrayNode list(String cell) {
        var list = NODES.arrayNode();
        Arrays.stream(BETWEEN.split(cell)).map(String::strip).forEach(list::add);
        return list;
    }

    /** A cell that reads as JSON, such as 12, true or ["a"], is that value; the rest is text. */
    private static JsonNode value(String cell) {
        try {
            var value = JsonMapper.shared().readTree(cell);
            var isPlain = !value.isNull() && !(value.isDouble() && Double.isInfinite(value.doubleValue()));
            return isPlain ? value : NODES.stringNode(cell);
        } catch (JacksonException _) {
            return NODES.stringNode(cell);
        }
    }

    private static void putAll(ObjectNode attributes, String cell, List<FieldError> errors) {
        if (value(cell) instanceof ObjectNode object) {
            attributes.setAll(object);
        } else {
            errors.add(new FieldError(ATTRIBUTES, "invalid_type", "must be a JSON object"));
        }
    }

    private static void addAll(ArrayNode prices, String cell, List<FieldError> errors) {
        if (value(cell) instanceof ArrayNode list) {
            prices.addAll(list);
        } else {
            errors.add(new FieldError(PRICES, "invalid_type", "must be a JSON list"));
        }
    }

    private static JsonNode number(String column, String cell, List<FieldError> errors) {
        try {
            return NODES.numberNode(Long.parseLong(cell.strip()));
        } catch (NumberFormatException _) {
            errors.add(new FieldError(column, "invalid_type", "must be a whole number"));
            return NODES.nullNode();
        }
    }

    /** In the currency's smallest unit. */
    private static JsonNode amount(String column, String cell, @Nullable String currency, List<FieldError> errors) {
        try {
            var digits = currency == null ? 0 : Currency.getInstance(currency).getDefaultFractionDigits();
            return NODES.numberNode(new BigDecimal(cell.strip())
                    .movePointRight(Math.max(digits, 0))
                    .longValueExact());
        } catch (NumberFormatException _) {
            errors.add(new FieldError(column, "invalid_type", "must be a number such as 12.50"));
        } catch (ArithmeticException _) {
            errors.add(new FieldError(
                    column,
                    "invalid_value",
                    "has more digits than the currency " + currency + " or than a price may have"));
        } catch (IllegalArgumentException _) {
            // Not a currency, which is said when the row is judged as a request.
            return NODES.numberNode(0);
        }
        return NODES.nullNode();
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
