package shop.product.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import shop.product.transfer.ImportJob.ColumnName;
import shop.product.web.ProductRequest;
import shop.test.FleetTest;
import shop.web.json.StrictJson;

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
                sku,name,description,price,currency,categories,images,initialStock,attributes.colour,attributes.volumeMl
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

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "12;12",
                "1.5;1.5",
                "true;true",
                "[1,\"a\"];[1,a]",
                "007;007",
                "12 abc;12 abc",
                "null;null",
                "\"12\";12"
            })
    void guessesTheTypeOfAnAttributeAsJsonWritesIt(String cell, String read) {
        var quoted = "\"" + cell.replace("\"", "\"\"") + "\"";

        var line = only(csv("sku,name,priceMinor,currency,attributes.a\nA-1,Mug,1,EUR," + quoted + "\n"));

        assertThat(line.errors()).isEmpty();
        assertThat(line.product())
                .extracting(ProductRequest::attributes, InstanceOfAssertFactories.MAP)
                .extractingByKey("a")
                .asString()
                .isEqualTo(read.replace(",", ", "));
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
                stream("x".repeat(3 * GuardedReader.LONGEST_LINE)));
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
                        stream(good + "\n" + "x".repeat(3 * GuardedReader.LONGEST_LINE) + "\n"),
                        new SequenceInputStream(latin, stream(good))),
                List.of()));

        assertThat(lines)
                .extracting(line -> line.errors().isEmpty()
                        ? "good"
                        : line.errors().getFirst().code())
                .containsExactly("good", "line_too_long", "not_utf8", "good");
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
