package shop.product.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import shop.http.json.StrictJson;
import shop.product.transfer.ImportJob.ColumnName;
import shop.product.web.ProductRequest;
import shop.test.FleetTest;

@FleetTest
class ProductLinesTest {

    private final StrictJson json;

    @Autowired
    ProductLinesTest(StrictJson json) {
        this.json = json;
    }

    @Test
    void readsEveryColumnOfATable() {
        var line = only(csv("""
                sku,name,description,price,currency,categories,images,initialStock,attributes.colour,attributes.volumeMl:number
                A-1,"Mug, ""blue""\","two
                lines",12.50,EUR,kitchen|gifts,https://a.example/1.jpg|https://a.example/2.jpg,7,blue,300
                """));

        assertThat(line.errors()).isEmpty();
        assertThat(line.product())
                .isEqualTo(new ProductRequest(
                        "A-1",
                        "Mug, \"blue\"",
                        "two\nlines",
                        new ProductRequest.Price(1250L, "EUR"),
                        List.of("kitchen", "gifts"),
                        Map.of("colour", "blue", "volumeMl", 300),
                        List.of("https://a.example/1.jpg", "https://a.example/2.jpg"),
                        7L));
    }

    @Test
    void takesAnEmptyCellForAFieldThatIsNotGiven() {
        var line = only(csv("sku,name,priceMinor,currency,description,categories,initialStock\nA-1,Mug,1250,EUR,,,\n"));

        assertThat(line.product())
                .isEqualTo(new ProductRequest(
                        "A-1", "Mug", null, new ProductRequest.Price(1250L, "EUR"), null, null, null, null));
    }

    /** A spreadsheet's numbers are often none: order codes, versions, serial numbers. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "12",
                "1E5",
                "90.750",
                "1.10",
                "007",
                "89490200001234567890",
                "-0",
                "true",
                "null",
                "[1]",
                "{}",
                "\"12\"",
                "12 abc",
                " 12",
                "NaN"
            })
    void aCellOfAnAttributeIsText(String cell) {
        assertThat(attribute("attributes.a", cell)).isEqualTo(cell);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "number;12;12",
                "number;1.5;1.5",
                "number;-3;-3",
                "number;1E5;100000.0",
                "boolean;true;true",
                "boolean;false;false",
                "json;12;12",
                "json;true;true",
                "json;[1,\"a\"];[1, a]",
                "json;\"12\";12",
                "text;12;12"
            })
    void aColumnCanSayThatItIsNoText(String type, String cell, String read) {
        var value = attribute("attributes.a:" + type, cell);

        assertThat(value).asString().isEqualTo(read);
        assertThat(value instanceof Number)
                .isEqualTo(type.equals("number") || (cell.equals("12") && type.equals("json")));
    }

    @ParameterizedTest
    @CsvSource({
        "number, many",
        "number, true",
        "number, 0x1",
        "number, 1e999",
        "number, 89490200001234567890",
        "boolean, yes",
        "boolean, 1",
        "json, [1",
        "json, null",
        "json, blue"
    })
    void refusesACellThatIsNotWhatItsColumnSays(String type, String cell) {
        var line = only(csv("sku,name,priceMinor,currency,attributes.a:" + type + "\nA-1,Mug,1,EUR," + cell + "\n"));

        assertThat(line.errors()).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo("attributes.a");
            assertThat(error.code()).isEqualTo("invalid_type");
        });
    }

    @ParameterizedTest
    @CsvSource({"attributes.a:numbers, unknown_column", "attributes.:number, unknown_column"})
    void refusesATypeThatThereIsNot(String column, String code) {
        assertThatThrownBy(() -> csv("sku,name,price,currency," + column + "\nA-1,Mug,1,EUR,x\n"))
                .isInstanceOfSatisfying(
                        ImportException.Unreadable.class,
                        refusal -> assertThat(refusal.errors())
                                .extracting(LineError::field, LineError::code)
                                .containsExactly(tuple(column, code)));
    }

    @Test
    void refusesOneAttributeInTwoColumns() {
        assertThatThrownBy(() -> csv("sku,name,price,currency,attributes.a,attributes.a:number\nA-1,Mug,1,EUR,x,1\n"))
                .isInstanceOfSatisfying(
                        ImportException.Unreadable.class,
                        refusal -> assertThat(refusal.errors())
                                .extracting(LineError::code)
                                .containsExactly("duplicate_column"));
    }

    /** What the export writes so that no spreadsheet runs it is read as it was. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\0',
            value = {
                "=1+1;=1+1",
                "'=1+1;=1+1",
                "''=1+1;'=1+1",
                "'+49;+49",
                "'-5;-5",
                "'@a;@a",
                "'quoted';'quoted'",
                "''quoted';''quoted'",
                "';'",
                "'s-Hertogenbosch;'s-Hertogenbosch"
            })
    void takesTheGuardOfACellAway(String cell, String read) {
        assertThat(attribute("attributes.a", cell)).isEqualTo(read);
    }

    private @Nullable Object attribute(String column, String cell) {
        var quoted = "\"" + cell.replace("\"", "\"\"") + "\"";
        var line = only(csv("sku,name,priceMinor,currency," + column + "\nA-1,Mug,1,EUR," + quoted + "\n"));
        assertThat(line.errors()).isEmpty();
        var attributes = Objects.requireNonNull(line.product()).attributes();
        return attributes == null ? null : attributes.get("a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "A-1,Mug,0.851,EUR,;price;invalid_value",
                "A-1,Mug,0.5,JPY,;price;invalid_value",
                "A-1,Mug,free,EUR,;price;invalid_type",
                "A-1,Mug,-1,EUR,;price.amountMinor;positive_or_zero",
                "A-1,Mug,99999999999999999999,EUR,;price;invalid_value",
                "A-1,Mug,1,EURO,;price.currency;currency_code",
                "A-1,Mug,,EUR,;price.amountMinor;not_null",
                "A-1,Mug,1,EUR,many;initialStock;invalid_type",
                "A-1,,1,EUR,;name;not_blank",
                ",Mug,1,EUR,;sku;not_null",
                "A-1,Mug,1,EUR;'';wrong_number_of_columns",
            })
    void saysWhatIsWrongWithARowAndGoesOn(String row, String field, String code) {
        var lines = all(csv("sku,name,price,currency,initialStock\n" + row + "\nA-2,Cup,1,EUR,\n"));

        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst().product()).isNull();
        assertThat(lines.getFirst().number()).isEqualTo(2);
        assertThat(lines.getFirst().errors()).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo(field);
            assertThat(error.code()).isEqualTo(code);
        });
        assertThat(lines.getLast().product()).isNotNull();
    }

    @Test
    void readsPricesInFurtherCurrencies() {
        var header = "sku,name,price,currency,price.USD,price.JPY,prices\n";

        var line = only(
                csv(header + "A-1,Mug,1.00,EUR,1.10,150,\"[{\"\"amountMinor\"\":1,\"\"currency\"\":\"\"GBP\"\"}]\"\n"));
        var twice = only(csv(header + "A-1,Mug,1.00,USD,1.10,,\n"));

        assertThat(line.errors()).isEmpty();
        assertThat(line.product())
                .extracting(ProductRequest::prices)
                .isEqualTo(List.of(
                        new ProductRequest.Price(110L, "USD"),
                        new ProductRequest.Price(150L, "JPY"),
                        new ProductRequest.Price(1L, "GBP")));
        assertThat(twice.errors()).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo("prices");
            assertThat(error.code()).isEqualTo("one_price_per_currency");
        });
    }

    @Test
    void countsTheLinesOfAFileAndNotTheRows() {
        var lines = all(csv(
                "sku,name,priceMinor,currency\r\n\r\nA-1,\"Mug\",1,EUR\r\nA-2,\"a\r\nb\",1,EUR\r\nA-3,Cup,1,EUR\r\n"));

        assertThat(lines).extracting(ProductLine::number).containsExactly(3L, 4L, 6L);
        assertThat(lines.get(1).errors()).extracting(error -> error.field()).containsExactly("name");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "sku,name,price,currency,colour;colour;unknown_column",
                "sku,name,price;currency;missing_column",
                "sku,name,currency;price;missing_column",
                "sku,name,price,priceMinor,currency;price;missing_column",
                "sku,name,price,price,currency;price;duplicate_column",
                "sku,name,price,currency,attributes.;attributes.;unknown_column",
            })
    void refusesAHeaderThatIsNoneOfProducts(String header, String column, String code) {
        assertThatThrownBy(() -> csv(header + "\nA-1,Mug,1,EUR,x\n"))
                .isInstanceOfSatisfying(
                        ImportException.Unreadable.class,
                        refusal -> assertThat(refusal.errors()).singleElement().satisfies(error -> {
                            assertThat(error.line()).isEqualTo(1);
                            assertThat(error.field()).isEqualTo(column);
                            assertThat(error.code()).isEqualTo(code);
                        }));
    }

    @Test
    void readsColumnsUnderOtherNamesAndPassesOverSome() {
        var line = only(open(
                FileFormat.CSV,
                stream("\uFEFFcode,name,price,currency,sold,remarks\nA-1,Mug,1.00,GBP,860,none\n"),
                List.of(
                        new ColumnName("code", "sku"),
                        new ColumnName("sold", "initialStock"),
                        new ColumnName("remarks", ""))));

        assertThat(line.errors()).isEmpty();
        assertThat(line.product()).extracting(ProductRequest::sku).isEqualTo("A-1");
        assertThat(line.product()).extracting(ProductRequest::initialStock).isEqualTo(860L);
    }

    @Test
    void stopsAtAQuoteThatIsNeverClosedAndSaysWhereItIs() throws IOException {
        var endless = new SequenceInputStream(
                stream("sku,name,priceMinor,currency\nA-1,Mug,1,EUR\nA-2,\"Mug"),
                stream("x".repeat(3 * LimitedReader.LONGEST_LINE)));
        try (var lines = open(FileFormat.CSV, endless, List.of())) {
            assertThat(lines.next()).isNotNull();
            assertThatThrownBy(lines::next)
                    .isInstanceOfSatisfying(
                            ImportException.Unreadable.class,
                            refusal -> assertThat(refusal.errors())
                                    .singleElement()
                                    .satisfies(error -> {
                                        assertThat(error.line()).isEqualTo(3);
                                        assertThat(error.code()).isEqualTo("line_too_long");
                                    }));
        }
    }

    @Test
    void readsAProductAsJsonFromEachLine() {
        var lines = all(open(FileFormat.JSON_LINES, stream("""
                        {"sku":"A-1","name":"Mug","price":{"amountMinor":1250,"currency":"EUR"},"attributes":{"a":[1]}}

                        {"sku":"A-2","name":"Mug","price":{"amountMinor":"x","currency":"EUR"}}
                        {"sku":"A-3","nmae":"Mug"}
                        {"sku":
                        null
                        {"sku":"A-4","name":"Mug","price":{"amountMinor":-1,"currency":"EUR"}}
                        {"sku":"A-5","name":"Cup","price":{"amountMinor":1,"currency":"EUR"}}"""), List.of()));

        assertThat(lines).extracting(ProductLine::number).containsExactly(1L, 3L, 4L, 5L, 6L, 7L, 8L);
        assertThat(lines.stream()
                        .map(line -> line.errors().stream()
                                .map(error -> error.field() + " " + error.code())
                                .collect(Collectors.joining())))
                .containsExactly(
                        "",
                        "price.amountMinor invalid_type",
                        "nmae unknown_field",
                        " malformed_json",
                        " not_null",
                        "price.amountMinor positive_or_zero",
                        "");
    }

    @Test
    void passesOverALineThatIsTooLongAndOneThatIsNotUtf8() {
        var good = "{\"sku\":\"A-1\",\"name\":\"Mug\",\"price\":{\"amountMinor\":1,\"currency\":\"EUR\"}}";
        var latin = new ByteArrayInputStream("{\"sku\":\"M\u00FC\"}\n".getBytes(StandardCharsets.ISO_8859_1));

        var lines = all(open(
                FileFormat.JSON_LINES,
                new SequenceInputStream(
                        stream(good + "\n" + "x".repeat(3 * LimitedReader.LONGEST_LINE) + "\n"),
                        new SequenceInputStream(latin, stream(good))),
                List.of()));

        assertThat(lines)
                .extracting(line -> line.errors().isEmpty()
                        ? "good"
                        : line.errors().getFirst().code())
                .containsExactly("good", "line_too_long", "not_utf8", "good");
    }

    static Stream<Arguments> hostileLines() {
        var digits = "9".repeat(900_000);
        var csv =
                "sku,name,price,currency,initialStock,price.USD,categories,images,prices,attributes,attributes.a,attributes.b:number,"
                        + "attributes.c:json\nA-1,Mug,";
        var json = "{\"sku\":\"A-1\",\"name\":\"Mug\",\"price\":{\"amountMinor\":1,\"currency\":\"EUR\"},";
        return Stream.of(
                Arguments.of("a price of 900,000 digits", FileFormat.CSV, csv + digits + ",EUR,,,,,,,,,\n"),
                Arguments.of("a price of 900,000 decimals", FileFormat.CSV, csv + "0." + digits + ",EUR,,,,,,,,,\n"),
                Arguments.of("a price with a huge exponent", FileFormat.CSV, csv + "1E2147483647,EUR,,,,,,,,,\n"),
                Arguments.of("a price with a tiny exponent", FileFormat.CSV, csv + "1E-2147483647,EUR,,,,,,,,,\n"),
                Arguments.of("a further price", FileFormat.CSV, csv + "1,EUR,," + digits + ",,,,,,,\n"),
                Arguments.of("a stock", FileFormat.CSV, csv + "1,EUR," + digits + ",,,,,,,,\n"),
                Arguments.of("a currency", FileFormat.CSV, csv + "1," + digits + ",,,,,,,,,\n"),
                Arguments.of("a number", FileFormat.CSV, csv + "1,EUR,,,,,,,," + digits + ",\n"),
                Arguments.of("a number of decimals", FileFormat.CSV, csv + "1,EUR,,,,,,,,1." + digits + ",\n"),
                Arguments.of("a number as JSON", FileFormat.CSV, csv + "1,EUR,,,,,,,,," + digits + "\n"),
                Arguments.of("a text", FileFormat.CSV, csv + "1,EUR,,,,,,," + digits + ",,\n"),
                Arguments.of("many categories", FileFormat.CSV, csv + "1,EUR,,," + "a|".repeat(450_000) + ",,,,,,\n"),
                Arguments.of("a long category", FileFormat.CSV, csv + "1,EUR,,," + "a-".repeat(450_000) + "a,,,,,,\n"),
                Arguments.of("many images", FileFormat.CSV, csv + "1,EUR,,,," + "a|".repeat(450_000) + ",,,,,\n"),
                Arguments.of(
                        "many prices", FileFormat.CSV, csv + "1,EUR,,,,,\"[" + "1,".repeat(450_000) + "1]\",,,,\n"),
                Arguments.of(
                        "many attributes",
                        FileFormat.CSV,
                        csv + "1,EUR,,,,,,\"{\"\"a\"\":[" + "1,".repeat(440_000) + "1]}\",,,\n"),
                Arguments.of("deep attributes", FileFormat.CSV, csv + "1,EUR,,,,,," + "[".repeat(900_000) + ",,,\n"),
                Arguments.of("many columns", FileFormat.CSV, csv + ",".repeat(900_000) + "\n"),
                Arguments.of("a name", FileFormat.JSON_LINES, json + "\"description\":\"" + digits + "\"}"),
                Arguments.of("a number", FileFormat.JSON_LINES, json + "\"initialStock\":" + digits + "}"),
                Arguments.of("an exponent", FileFormat.JSON_LINES, json + "\"initialStock\":1E999999999}"),
                Arguments.of(
                        "an exponent of an attribute",
                        FileFormat.JSON_LINES,
                        json + "\"attributes\":{\"a\":1E-999999999,\"b\":1E999999999}}"),
                Arguments.of("an unknown field", FileFormat.JSON_LINES, json + "\"x" + digits + "\":1}"),
                Arguments.of(
                        "many unknown fields",
                        FileFormat.JSON_LINES,
                        json
                                + IntStream.range(0, 90_000)
                                        .mapToObj(i -> "\"x" + i + "\":1,")
                                        .collect(Collectors.joining())
                                + "\"y\":1}"),
                Arguments.of(
                        "many attributes",
                        FileFormat.JSON_LINES,
                        json + "\"attributes\":{"
                                + IntStream.range(0, 90_000)
                                        .mapToObj(i -> "\"x" + i + "\":1,")
                                        .collect(Collectors.joining())
                                + "\"y\":1}}"),
                Arguments.of("deep", FileFormat.JSON_LINES, json + "\"attributes\":" + "[".repeat(900_000)),
                Arguments.of(
                        "a long category",
                        FileFormat.JSON_LINES,
                        json + "\"categories\":[\"" + "a-".repeat(450_000) + "a\"]}"),
                Arguments.of(
                        "many categories",
                        FileFormat.JSON_LINES,
                        json + "\"categories\":[" + "\"A\",".repeat(240_000) + "\"a\"]}"),
                Arguments.of(
                        "many images",
                        FileFormat.JSON_LINES,
                        json + "\"images\":[" + "\"A\",".repeat(240_000) + "\"a\"]}"),
                Arguments.of("white space", FileFormat.JSON_LINES, json + " ".repeat(900_000) + "\"x\":1}"));
    }

    /**
     * Time of the processor, not of the clock, since the machine may be busy; the bound is far above what a line takes, and far below
     * what one took that was read in quadratic time.
     */
    @ParameterizedTest(name = "{0} ({1})")
    @MethodSource("hostileLines")
    void noLineTakesLongOrSaysMuch(String what, FileFormat format, String file) throws IOException {
        var bytes = file.getBytes(StandardCharsets.UTF_8);
        var threads = ManagementFactory.getThreadMXBean();
        var best = Long.MAX_VALUE;
        var all = new ArrayList<ProductLine>();
        for (var attempt = 0; attempt < 3; attempt++) {
            try (var lines = ProductLines.open(format, new ByteArrayInputStream(bytes), List.of(), json)) {
                var before = threads.getCurrentThreadCpuTime();
                all.add(Objects.requireNonNull(lines.next()));
                best = Math.min(best, threads.getCurrentThreadCpuTime() - before);
            }
        }

        var read = all.getFirst();
        assertThat(read.errors()).as(what).isNotEmpty().hasSizeLessThanOrEqualTo(20);
        assertThat(read.errors().stream()
                        .map(error -> LineError.of(read.number(), read.sku(), error))
                        .toList()
                        .toString())
                .hasSizeLessThan(20_000);
        assertThat(Duration.ofNanos(best)).as(what).isLessThan(Duration.ofMillis(150));
    }

    @Test
    void aHeaderSaysNotMuchEither() {
        for (var header : List.of("x".repeat(900_000), "x,".repeat(400_000), ",".repeat(900_000))) {
            assertThatThrownBy(() -> csv(header + "\nA-1\n"))
                    .isInstanceOfSatisfying(
                            ImportException.Unreadable.class,
                            refusal -> assertThat(refusal.errors().toString()).hasSizeLessThan(100_000));
        }
    }

    private ProductLines csv(String text) {
        return open(FileFormat.CSV, stream(text), List.of());
    }

    private ProductLines open(FileFormat format, InputStream file, List<ColumnName> columns) {
        try {
            return ProductLines.open(format, file, columns, json);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static ProductLine only(ProductLines lines) {
        var all = all(lines);
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static List<ProductLine> all(ProductLines lines) {
        var all = new ArrayList<ProductLine>();
        try (lines) {
            for (var line = lines.next(); line != null; line = lines.next()) {
                all.add(line);
            }
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
        return all;
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
