package shop.order.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import shop.order.application.Catalogue;
import shop.order.domain.Product;
import shop.order.domain.ProductId;

@Repository
class JdbcCatalogue implements Catalogue {

    private final JdbcClient sql;

    JdbcCatalogue(JdbcClient sql) {
        this.sql = sql;
    }

    @Override
    public Map<ProductId, Product> find(Collection<ProductId> products) {
        return sql
                .sql("""
                        SELECT product_id, version, sku, name, price_minor, currency, archived
                          FROM product_copy
                         WHERE product_id = ANY (CAST(:products AS uuid[]))
                        """)
                .param("products", Sql.uuids(products, ProductId::value))
                .query(JdbcCatalogue::product)
                .list()
                .stream()
                .collect(Collectors.toMap(Product::id, Function.identity()));
    }

    @Override
    public void put(Product product) {
        sql.sql("""
                INSERT INTO product_copy (product_id, version, sku, name, price_minor, currency, archived)
                VALUES (:id, :version, :sku, :name, :price, :currency, :archived)
                ON CONFLICT (product_id) DO UPDATE
                   SET version = excluded.version, sku = excluded.sku, name = excluded.name,
                       price_minor = excluded.price_minor, currency = excluded.currency, archived = excluded.archived
                 WHERE product_copy.version < excluded.version
                """)
                .param("id", product.id().value())
                .param("version", product.version())
                .param("sku", product.sku())
                .param("name", product.name())
                .param("price", product.price().amountMinor())
                .param("currency", product.price().currency().getCurrencyCode())
                .param("archived", product.archived())
                .update();
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
