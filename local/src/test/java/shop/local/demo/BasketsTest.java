package shop.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import shop.local.demo.Baskets.Basket;
import shop.local.demo.Baskets.Line;

class BasketsTest {

    static final String FILE = """
            invoice,sku,quantity,unitPrice,time,customer,country
            536365,85123A,6,2.55,2010-12-01T08:26:00Z,17850,United Kingdom
            536365,71053,6,3.39,2010-12-01T08:26:00Z,17850,United Kingdom
            C536379,D,-1,27.5,2010-12-01T09:41:00Z,14527,United Kingdom
            536414,22139,56,0.0,2010-12-01T11:52:00Z,,United Kingdom
            536415,22139,many,1.0,2010-12-01T11:52:00Z,,United Kingdom
            536415,22140,1,1.0,2010-12-01T11:52:00Z,,United Kingdom
            536416,22139,1.5,1.0,2010-12-01T11:52:00Z,,United Kingdom
            536417,22139,1,-11062.06,2010-12-01T11:52:00Z,,United Kingdom
            """;

    @Test
    void takesTheLinesOfAnInvoiceAsOneBasket() throws IOException {
        assertThat(read(1).baskets())
                .containsExactly(new Basket(
                        "536365", "17850", List.of(new Line(2, "85123A", 6, true), new Line(3, "71053", 6, true))));
    }

    @Test
    void keepsOddLinesForTheShopToRefuse() throws IOException {
        var baskets = read(100).baskets();

        assertThat(baskets)
                .extracting(Basket::invoice)
                .containsExactly("536365", "C536379", "536414", "536415", "536417");
        assertThat(baskets.get(1).lines()).containsExactly(new Line(4, "D", -1, true));
        assertThat(baskets.get(2).customer()).isEqualTo(Baskets.WALK_IN);
        assertThat(baskets.get(2).lines()).containsExactly(new Line(5, "22139", 56, false));
        assertThat(baskets.get(4).lines()).containsExactly(new Line(9, "22139", 1, false));
    }

    @Test
    void countsWhatNobodyCanSend() throws IOException {
        assertThat(read(100).unreadable())
                .hasSize(2)
                .containsEntry("quantity 'many' is not a number", 1L)
                .containsEntry("quantity is no whole number", 1L);
    }

    @Test
    void stopsBehindTheLastInvoiceWanted() throws IOException {
        assertThat(read(2).baskets()).hasSize(2);
        assertThat(read(2).unreadable()).isEmpty();
    }

    private static Baskets.Reading read(int count) throws IOException {
        try (var csv = new Csv(new StringReader(FILE), Baskets.REQUIRED)) {
            return Baskets.first(count, csv);
        }
    }
}
