package shop.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import shop.local.demo.Books.Captured;
import shop.local.demo.Books.End;
import shop.local.demo.Books.Sale;
import shop.local.demo.Books.Stock;

class BooksTest {

    static final Map<String, Stock> BEFORE =
            Map.of("mug", new Stock(100, 5), "pan", new Stock(10, 0), "lamp", new Stock(3, 0));
    static final List<Sale> SALES = List.of(
            sale("1", 2500, End.SOLD, Map.of("mug", 2L)),
            sale("2", 8000, End.SOLD, Map.of("mug", 3L, "pan", 1L)),
            sale("3", 5490, End.HELD, Map.of("pan", 4L)),
            sale("4", 5490, End.FREED, Map.of("pan", 5L)));

    @Test
    void findsNothingWhenSoldHasLeftHeldIsHeldAndFreedIsBack() {
        var after = Map.of("mug", new Stock(95, 5), "pan", new Stock(9, 4), "lamp", new Stock(3, 0));

        assertThat(Books.stockErrors(BEFORE, after, SALES)).isEmpty();
    }

    @Test
    void findsAUnitTooMuchTooLittleAndAHoldThatStayed() {
        var after = Map.of("mug", new Stock(96, 5), "pan", new Stock(9, 9), "lamp", new Stock(3, 0));

        assertThat(Books.stockErrors(BEFORE, after, SALES))
                .hasSize(2)
                .anySatisfy(error ->
                        assertThat(error).contains("product mug: on hand 96").contains("= 95"))
                .anySatisfy(error -> assertThat(error).contains("product pan").contains("held 9"));
    }

    @Test
    void findsAProductThatLostItsRecord() {
        assertThat(Books.stockErrors(BEFORE, Map.of("pan", new Stock(9, 4)), SALES))
                .singleElement()
                .asString()
                .contains("product mug: on hand 0");
    }

    @Test
    void findsAProductThatWasOversold() {
        var sale = sale("1", 100, End.SOLD, Map.of("lamp", 4L));

        assertThat(Books.stockErrors(BEFORE, Map.of("lamp", new Stock(-1, 0)), List.of(sale)))
                .singleElement()
                .asString()
                .contains("on hand >= held >= 0");
    }

    @Test
    void findsNothingWhenEveryPaidOrderIsCapturedOnce() {
        var captured = Map.of(
                "1",
                new Captured("EUR", 2500, 1, 0),
                "2",
                new Captured("EUR", 8000, 1, 0),
                "4",
                new Captured("EUR", 5490, 1, 5490));

        assertThat(Books.moneyErrors(SALES, captured)).isEmpty();
    }

    @Test
    void findsWhatWasNotCapturedCapturedWronglyOrForNothing() {
        var captured = Map.of(
                "2", new Captured("EUR", 8001, 1, 0),
                "3", new Captured("EUR", 5490, 1, 0),
                "4", new Captured("EUR", 5490, 1, 5000));

        assertThat(Books.moneyErrors(SALES, captured))
                .satisfiesExactly(
                        error -> assertThat(error).startsWith("order 1: captured 0"),
                        error -> assertThat(error).startsWith("order 2: captured 8001"),
                        error -> assertThat(error)
                                .startsWith("order 3: captured 5490")
                                .contains("expected: 0"),
                        error -> assertThat(error).startsWith("order 4: captured 5490, refunded 5000"));
    }

    @Test
    void findsASecondCaptureAndAnotherCurrency() {
        var captured = Map.of("1", new Captured("EUR", 5000, 2, 2500), "2", new Captured("USD", 8000, 1, 0));

        assertThat(Books.moneyErrors(SALES.subList(0, 2), captured))
                .satisfiesExactly(
                        error -> assertThat(error).contains("captured 2 times"),
                        error -> assertThat(error).contains("captured in USD"));
    }

    @Test
    void sumsByCurrency() {
        assertThat(Books.sums(List.of(new Money(1, "EUR"), new Money(2, "GBP"), new Money(3, "EUR"))))
                .containsExactly(Map.entry("EUR", new Money(4, "EUR")), Map.entry("GBP", new Money(2, "GBP")));
    }

    @Test
    void readsTheSandboxesSummary() {
        var summary = """
                {"currencies": {"EUR": {"captured": 2500, "captures": 1, "refunded": 0}},
                 "orders": {"o-1": {"currency": "EUR", "captured": 2500, "captures": 1, "refunded": 100}}}""";

        assertThat(StripeBooks.read(summary)).containsExactly(Map.entry("o-1", new Captured("EUR", 2500, 1, 100)));
    }

    static Sale sale(String order, long minor, End end, Map<String, Long> units) {
        return new Sale(order, new Money(minor, "EUR"), units, end);
    }
}
