package shop.order.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import shop.jdbc.Sql;
import shop.order.application.Catalog;
import shop.order.domain.Product;
import shop.order.domain.ProductId;

@Repository
class JdbcCatalog implements Catalog {

    /** Far more than a shop sells in a minute; the one that was not needed for longest makes room. */
    private static final int MOST_IN_MEMORY = 10_000;

    private final JdbcClient sql;
    private final Map<ProductId, Product> inMemory = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ProductId, Product> eldest) {
            return size() > MOST_IN_MEMORY;
        }
    });

    JdbcCatalog(JdbcClient sql) {
        this.sql = sql;
    }

    @Override
    public Map<ProductId, Product> find(Collection<ProductId> products) {
        var found = new HashMap<ProductId, Product>();
        var missing = new ArrayList<ProductId>();
        for (var product : products) {
            var known = inMemory.get(product);
            if (known == null) {
                missing.add(product);
            } else {
                found.put(product, known);
            }
        }
        if (!missing.isEmpty()) {
            stored(missing).forEach(product -> {
                found.put(product.id(), product);
                keep(product);
            });
        }
        return found;
    }

    @Override
    public void forget(Collection<ProductId> products) {
        products.forEach(inMemory::remove);
    }

    private void keep(Product product) {
        inMemory.merge(product.id(), product, JdbcCatalog::newer);
    }

    private static Product newer(Product one, Product other) {
        return one.version() < other.version() ? other : one;
    }

    private List<Product> stored(Collection<ProductId> products) {
        return sql.sql("""
                        SELECT product_id, version, sku, name, price_minor, currency, archived
                          FROM product_copy
                         WHERE product_id = ANY (CAST(:products AS uuid[]))
                        """)
                .param("products", Sql.uuids(products, ProductId::value))
                .query(JdbcCatalog::product)
                .list();
    }

    /** In the order of the ids, so that two instances do not wait for each other. */
    @Override
    public void putAll(Collection<Product> products) {
        var newest = products.stream()
                .collect(Collectors.toMap(Product::id, Function.identity(), JdbcCatalog::newer))
                .values();
        sql.sql("""
                INSERT INTO product_copy (product_id, version, sku, name, price_minor, currency, archived)
                SELECT new.*
                  FROM unnest(CAST(:ids AS uuid[]), CAST(:versions AS bigint[]), CAST(:skus AS text[]), CAST(:names AS text[]),
                              CAST(:prices AS bigint[]), CAST(:currencies AS text[]), CAST(:archived AS boolean[]))
                       AS new (product_id, version, sku, name, price_minor, currency, archived)
                 ORDER BY new.product_id
                ON CONFLICT (product_id) DO UPDATE
                   SET version = excluded.version, sku = excluded.sku, name = excluded.name,
                       price_minor = excluded.price_minor, currency = excluded.currency, archived = excluded.archived
                 WHERE product_copy.version < excluded.version
                """)
                .param("ids", Sql.uuids(newest, product -> product.id().value()))
                .param("versions", Sql.texts(newest, product -> Long.toString(product.version())))
                .param("skus", Sql.texts(newest, Product::sku))
                .param("names", Sql.texts(newest, Product::name))
                .param(
                        "prices",
                        Sql.texts(
                                newest, product -> Long.toString(product.price().amountMinor())))
                .param(
                        "currencies",
                        Sql.texts(newest, product -> product.price().currency().getCurrencyCode()))
                .param("archived", Sql.texts(newest, product -> Boolean.toString(product.archived())))
                .update();
        // What is in memory is followed; what was not needed yet is left to the first who needs it.
        newest.forEach(product -> inMemory.computeIfPresent(product.id(), (_, known) -> newer(known, product)));
    }

    private static Product product(ResultSet row, int number) throws SQLException {
        return new Product(
                new ProductId(Sql.uuid(row, "product_id")),
                row.getLong("version"),
                row.getString("sku"),
                row.getString("name"),
                Sql.money(row, "price_minor", "currency"),
                row.getBoolean("archived"));
    }
}
