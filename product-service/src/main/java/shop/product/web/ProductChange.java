package shop.product.web;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;
import shop.product.catalog.Product;

/** What the audit log says of a change: which fields, and the price before and after. */
final class ProductChange {

    private ProductChange() {}

    /** Empty if nothing was changed. */
    static Optional<Map<String, String>> details(Product before, Product after) {
        if (before.version() == after.version()) {
            return Optional.empty();
        }
        var fields = new ArrayList<String>();
        var from = before.content();
        var to = after.content();
        addIfChanged("sku", from.sku(), to.sku(), fields);
        addIfChanged("name", from.name(), to.name(), fields);
        addIfChanged("description", from.description(), to.description(), fields);
        addIfChanged("price", from.price(), to.price(), fields);
        addIfChanged("prices", from.prices(), to.prices(), fields);
        addIfChanged("categories", from.categories(), to.categories(), fields);
        addIfChanged("attributes", from.attributes(), to.attributes(), fields);
        addIfChanged("images", from.images(), to.images(), fields);
        var details = new HashMap<String, String>();
        details.put("fields", String.join(",", fields));
        details.put("version", String.valueOf(after.version()));
        if (!from.price().equals(to.price())) {
            details.put("priceFrom", minor(from.price()));
            details.put("priceTo", minor(to.price()));
        }
        return Optional.of(details);
    }

    private static void addIfChanged(
            String field, @Nullable Object before, @Nullable Object after, Collection<String> fields) {
        if (!Objects.equals(before, after)) {
            fields.add(field);
        }
    }

    private static String minor(Money price) {
        return price.amountMinor() + " " + price.currency().getCurrencyCode();
    }
}
