package shop.local.demo;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a line of a catalog file says. The API judges whether a product is good; only what cannot be asked of it is judged here. */
sealed interface CatalogFile {

    List<String> REQUIRED = List.of("sku", "name", "price", "currency");

    long line();

    record Entry(long line, ShopClient.NewProduct product) implements CatalogFile {}

    record Unreadable(long line, String reason) implements CatalogFile {}

    /** Reads a row; a {@code null} stock means: as many as the column {@code unitsSold} says. */
    static CatalogFile of(Csv.Row row, @Nullable Long stock) {
        try {
            if (!row.isComplete()) {
                throw new IllegalArgumentException("the line has more or fewer columns than the first line");
            }
            var price = Money.parse(row.get("price"), row.get("currency"));
            return new Entry(
                    row.line(),
                    new ShopClient.NewProduct(
                            row.get("sku"),
                            row.get("name"),
                            row.find("description")
                                    .filter(text -> !text.isEmpty())
                                    .orElse(null),
                            price,
                            categories(row),
                            null,
                            stock == null ? unitsSold(row) : stock));
        } catch (IllegalArgumentException unreadable) {
            return new Unreadable(row.line(), String.valueOf(unreadable.getMessage()));
        }
    }

    private static @Nullable List<String> categories(Csv.Row row) {
        return row.find("categories")
                .map(text -> Arrays.stream(text.split(";"))
                        .map(String::strip)
                        .filter(slug -> !slug.isEmpty())
                        .toList())
                .orElse(null);
    }

    private static long unitsSold(Csv.Row row) {
        var text = row.get("unitsSold");
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException("unitsSold '" + text + "' is not a number", noNumber);
        }
    }
}
