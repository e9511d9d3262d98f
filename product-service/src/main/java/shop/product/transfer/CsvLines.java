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
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import shop.http.json.StrictJson;
import shop.http.problem.FieldError;
import shop.http.problem.InvalidRequestException;
import shop.product.transfer.ImportJob.ColumnName;
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

    /** What the cells of a column of attributes are; text unless the column says otherwise. */
    private enum CellType {
        TEXT,
        NUMBER,
        BOOLEAN,
        JSON;

        private static final String SEPARATOR = ":";

        /** Of a column named {@code attributes.NAME} or {@code attributes.NAME:TYPE}; empty if there is no such type. */
        static Optional<CellType> of(String column) {
            var colon = column.lastIndexOf(SEPARATOR);
            return colon < 0
                    ? Optional.of(TEXT)
                    : Arrays.stream(values())
                            .filter(type -> type.name().toLowerCase(Locale.ROOT).equals(column.substring(colon + 1)))
                            .findFirst();
        }

        /** The column without the type. */
        static String bare(String column) {
            var colon = column.lastIndexOf(SEPARATOR);
            return colon < 0 ? column : column.substring(0, colon);
        }
    }

    private static final int MOST_COLUMNS = 1_000;

    /** Far above that of any amount; what is longer takes long to be turned into a number. */
    private static final int LONGEST_NUMBER = 50;

    private static final int LONGEST_LIST = 100_000;

    /** Far above those of a product, which validation counts exactly. */
    private static final int MOST_LISTED = 100;

    private final LimitedReader text;
    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private final LineJson json;
    private List<String> columns = List.of();

    private CsvLines(LimitedReader text, CSVParser parser, StrictJson json) {
        this.text = text;
        this.parser = parser;
        this.records = parser.iterator();
        this.json = new LineJson(json);
    }

    static CsvLines open(LimitedReader text, List<ColumnName> names, StrictJson json) throws IOException {
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
        if (header.size() > MOST_COLUMNS) {
            throw new ImportException.Unreadable(
                    List.of(wrong("", "too_many_columns", "has more than " + MOST_COLUMNS + " columns")));
        }
        var columns = header.stream()
                .map(FormulaEscaper::unguard)
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
            } else if (!column.isEmpty() && !seen.add(isAttribute(column) ? CellType.bare(column) : column)) {
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
                || (isAttribute(column)
                        && CellType.bare(column).length() > ATTRIBUTE.length()
                        && CellType.of(column).isPresent());
    }

    private static boolean isAttribute(String column) {
        return column.startsWith(ATTRIBUTE);
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
            if (cause instanceof LimitedReader.LineTooLongException) {
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
        } else if (row.stream().anyMatch(cell -> cell.indexOf(LimitedReader.REPLACEMENT) >= 0)) {
            errors.add(new FieldError("", "not_utf8", "has bytes that are not UTF-8"));
        } else {
            for (var i = 0; i < columns.size(); i++) {
                if (!row.get(i).isEmpty()) {
                    put(product, columns.get(i), FormulaEscaper.unguard(row.get(i)), row, errors);
                }
            }
        }
        if (!errors.isEmpty()) {
            return ProductLine.bad(number, length, sku, errors);
        }
        try {
            return ProductLine.good(number, length, json.read(product.toString()));
        } catch (InvalidRequestException refusal) {
            return ProductLine.bad(number, length, sku, refusal.errors());
        }
    }

    private @Nullable String find(String column, CSVRecord row) {
        var index = columns.indexOf(column);
        return index < 0 || index >= row.size() || row.get(index).isEmpty()
                ? null
                : FormulaEscaper.unguard(row.get(index));
    }

    private void put(ObjectNode product, String column, String cell, CSVRecord row, List<FieldError> errors) {
        if (isTooMuch(column, cell)) {
            errors.add(new FieldError(CellType.bare(column), LineJson.TOO_MUCH, LineJson.TOO_MUCH_MESSAGE));
            return;
        }
        if (TEXTS.contains(column)) {
            product.put(column, cell);
        } else if (LISTS.contains(column)) {
            product.set(column, list(cell));
        } else if (isAttribute(column)) {
            var name = CellType.bare(column);
            attributes(product).set(name.substring(ATTRIBUTE.length()), value(name, column, cell, errors));
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

    /** What no product can have is not even put together. */
    private static boolean isTooMuch(String column, String cell) {
        if (LISTS.contains(column)) {
            return cell.length() > LONGEST_LIST;
        }
        var isJson = Set.of(PRICES, ATTRIBUTES).contains(column)
                || (isAttribute(column) && CellType.of(column).equals(Optional.of(CellType.JSON)));
        if (!isJson) {
            return cell.length() > LineJson.LONGEST_TEXT;
        }
        try {
            LineJson.lookOver(cell);
            return false;
        } catch (InvalidRequestException _) {
            return true;
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
        // Of too many, as many as it takes to be refused.
        Arrays.stream(BETWEEN.split(cell, MOST_LISTED)).map(String::strip).forEach(list::add);
        return list;
    }

    private static JsonNode value(String name, String column, String cell, List<FieldError> errors) {
        return switch (CellType.of(column).orElse(CellType.TEXT)) {
            case TEXT -> NODES.stringNode(cell);
            case NUMBER -> typed(name, cell, JsonNode::isNumber, "must be a number such as 12.5", errors);
            case BOOLEAN -> typed(name, cell, JsonNode::isBoolean, "must be true or false", errors);
            case JSON -> typed(name, cell, value -> !value.isNull(), "must be JSON such as [\"a\"]", errors);
        };
    }

    private static JsonNode typed(
            String name, String cell, Predicate<JsonNode> isRight, String message, List<FieldError> errors) {
        var value = parsed(cell);
        if (value.isMissingNode() || !isRight.test(value) || isTooLarge(value)) {
            errors.add(new FieldError(name, "invalid_type", message));
        }
        return value;
    }

    /** For what attributes hold: whole numbers of 64 bits, and doubles. */
    private static boolean isTooLarge(JsonNode value) {
        return value.isBigInteger() || (value.isDouble() && Double.isInfinite(value.doubleValue()));
    }

    /** Missing if it is no JSON. */
    private static JsonNode parsed(String cell) {
        try {
            return JsonMapper.shared().readTree(cell);
        } catch (JacksonException _) {
            return NODES.missingNode();
        }
    }

    private static void putAll(ObjectNode attributes, String cell, List<FieldError> errors) {
        if (parsed(cell) instanceof ObjectNode object) {
            attributes.setAll(object);
        } else {
            errors.add(new FieldError(ATTRIBUTES, "invalid_type", "must be a JSON object"));
        }
    }

    private static void addAll(ArrayNode prices, String cell, List<FieldError> errors) {
        if (parsed(cell) instanceof ArrayNode list) {
            prices.addAll(list);
        } else {
            errors.add(new FieldError(PRICES, "invalid_type", "must be a JSON list"));
        }
    }

    private static JsonNode number(String column, String cell, List<FieldError> errors) {
        try {
            return NODES.numberNode(Long.parseLong(numeral(cell)));
        } catch (NumberFormatException _) {
            errors.add(new FieldError(column, "invalid_type", "must be a whole number"));
            return NODES.nullNode();
        }
    }

    /** @throws NumberFormatException if it is longer than any number that is taken */
    private static String numeral(String cell) {
        var number = cell.strip();
        if (number.length() > LONGEST_NUMBER) {
            throw new NumberFormatException("of " + number.length() + " characters");
        }
        return number;
    }

    /** In the currency's smallest unit. */
    private static JsonNode amount(String column, String cell, @Nullable String currency, List<FieldError> errors) {
        try {
            var digits = currency == null ? 0 : Currency.getInstance(currency).getDefaultFractionDigits();
            return NODES.numberNode(new BigDecimal(numeral(cell))
                    // Only moves the scale: movePointRight would write out the digits of 1E2147483647.
                    .scaleByPowerOfTen(Math.max(digits, 0))
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
