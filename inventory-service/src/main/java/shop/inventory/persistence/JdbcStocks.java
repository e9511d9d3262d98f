package shop.inventory.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import shop.http.paging.Keyset;
import shop.inventory.application.StockEventPublisher;
import shop.inventory.application.Stocks;
import shop.inventory.domain.Adjustment;
import shop.inventory.domain.LockedStock;
import shop.inventory.domain.Movement;
import shop.inventory.domain.OrderId;
import shop.inventory.domain.ProductId;
import shop.inventory.domain.Stock;
import shop.jdbc.Sql;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

@Repository
class JdbcStocks implements Stocks {

    private static final String SELECT = "SELECT product_id, sku, product_version, on_hand, held, version FROM stock ";

    private static final String MOVE = """
            INSERT INTO movement (product_id, stock_version, kind, on_hand_change, held_change,
                                  order_id, operation_id, actor, reason, moved_at)
            SELECT *
              FROM unnest(CAST(:movedProducts AS uuid[]), CAST(:stockVersions AS bigint[]), CAST(:kinds AS text[]),
                          CAST(:onHandChanges AS bigint[]), CAST(:heldChanges AS bigint[]), CAST(:orders AS uuid[]),
                          CAST(:operations AS uuid[]), CAST(:actors AS uuid[]), CAST(:reasons AS text[]),
                          CAST(:times AS timestamptz[]))
            """;

    /** What a list may be sorted by, and how the database calls it. */
    private static final Map<String, String> SORTED_BY =
            Map.of("sku", "sku", "available", "on_hand - held", "onHand", "on_hand", "held", "held");

    /** The latest first. */
    private static final Keyset<Movement> MOVEMENTS = Keyset.of(
            Map.of(),
            Keyset.Column.number("stock_version", Movement::stockVersion).reversed());

    private final JdbcClient sql;
    private final StockEventPublisher publisher;
    private final Clock clock;

    JdbcStocks(JdbcClient sql, StockEventPublisher publisher, Clock clock) {
        this.sql = sql;
        this.publisher = publisher;
        this.clock = clock;
    }

    @Override
    public Optional<Stock> find(ProductId product) {
        return sql.sql(SELECT + "WHERE product_id = :product")
                .param("product", product.value())
                .query(JdbcStocks::stock)
                .optional();
    }

    @Override
    public List<Stock> findAll(Collection<ProductId> products) {
        return sql.sql(SELECT + "WHERE product_id = ANY (CAST(:products AS uuid[]))")
                .param("products", Sql.uuids(products, ProductId::value))
                .query(JdbcStocks::stock)
                .list();
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public LockedStock lock(Collection<ProductId> products) {
        return new LockedStock(sql.sql(SELECT + """
                        WHERE product_id = ANY (CAST(:products AS uuid[]))
                        ORDER BY product_id
                          FOR UPDATE
                        """)
                .param("products", Sql.uuids(products, ProductId::value))
                .query(JdbcStocks::stock)
                .list());
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public Set<ProductId> addAll(Collection<Stock> stocks) {
        var now = clock.instant();
        // In the order of their ids, because two transactions that add the same ones wait for each other here.
        var added = sql.sql("""
                        INSERT INTO stock (product_id, sku, product_version, on_hand, held, version, changed_at)
                        SELECT new.*, :now
                          FROM unnest(CAST(:products AS uuid[]), CAST(:skus AS text[]), CAST(:productVersions AS bigint[]),
                                      CAST(:onHand AS bigint[]), CAST(:held AS bigint[]), CAST(:versions AS bigint[]))
                               AS new (product_id, sku, product_version, on_hand, held, version)
                         ORDER BY new.product_id
                            ON CONFLICT (product_id) DO NOTHING
                        RETURNING product_id
                        """)
                .param("products", Sql.uuids(stocks, stock -> stock.product().value()))
                .param("skus", Sql.texts(stocks, Stock::sku))
                .param("productVersions", Sql.longs(stocks, Stock::productVersion))
                .param("onHand", Sql.longs(stocks, Stock::onHand))
                .param("held", Sql.longs(stocks, Stock::held))
                .param("versions", Sql.longs(stocks, Stock::version))
                .param("now", Sql.time(now))
                .query((row, _) -> new ProductId(Sql.uuid(row, "product_id")))
                .set();
        if (!added.isEmpty()) {
            var isNew = stocks.stream()
                    .filter(stock -> added.contains(stock.product()))
                    .toList();
            withMovements(MOVE, isNew).update();
            publisher.publish(isNew, now);
        }
        return added;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void save(Collection<Stock> stocks) {
        var now = clock.instant();
        var changed = stocks.stream().filter(Stock::isChanged).toList();
        var saved = withMovements("""
                        WITH changed AS (
                            UPDATE stock
                               SET sku = new.sku, product_version = new.product_version,
                                   on_hand = new.on_hand, held = new.held, version = new.version, changed_at = :now
                              FROM unnest(CAST(:products AS uuid[]), CAST(:skus AS text[]), CAST(:productVersions AS bigint[]),
                                          CAST(:onHand AS bigint[]), CAST(:held AS bigint[]),
                                          CAST(:versions AS bigint[]), CAST(:readVersions AS bigint[]))
                                   AS new (product_id, sku, product_version, on_hand, held, version, read_version)
                             WHERE stock.product_id = new.product_id AND stock.version = new.read_version
                            RETURNING stock.product_id),
                        moved AS (
                        """ + MOVE + """
                        )
                        SELECT count(*) FROM changed
                        """, changed)
                .param("products", Sql.uuids(stocks, stock -> stock.product().value()))
                .param("skus", Sql.texts(stocks, Stock::sku))
                .param("productVersions", Sql.longs(stocks, Stock::productVersion))
                .param("onHand", Sql.longs(stocks, Stock::onHand))
                .param("held", Sql.longs(stocks, Stock::held))
                .param("versions", Sql.longs(stocks, Stock::version))
                .param("readVersions", Sql.longs(stocks, Stock::readVersion))
                .param("now", Sql.time(now))
                .query(Integer.class)
                .single();
        if (saved != stocks.size()) {
            // Cannot happen while every writer locks first; if one forgets, it fails here instead of losing an update.
            throw new IllegalStateException(
                    saved + " of " + stocks.size() + " stocks still had the version they were read with");
        }
        publisher.publish(changed, now);
    }

    private JdbcClient.StatementSpec withMovements(String statement, List<Stock> changed) {
        var movements = changed.stream()
                .flatMap(stock -> stock.takeMovements().stream())
                .toList();
        return sql.sql(statement)
                .param(
                        "movedProducts",
                        Sql.uuids(movements, movement -> movement.product().value()))
                .param("stockVersions", Sql.longs(movements, Movement::stockVersion))
                .param("kinds", Sql.texts(movements, movement -> movement.kind().name()))
                .param("onHandChanges", Sql.longs(movements, Movement::onHandChange))
                .param("heldChanges", Sql.longs(movements, Movement::heldChange))
                .param("orders", Sql.texts(movements, JdbcStocks::order))
                .param(
                        "operations",
                        adjusted(movements, adjustment -> adjustment.operation().toString()))
                .param(
                        "actors",
                        adjusted(movements, adjustment -> adjustment.actor().toString()))
                .param("reasons", adjusted(movements, Adjustment::reason))
                .param("times", Sql.times(movements, Movement::at));
    }

    private static @Nullable String order(Movement movement) {
        var order = movement.order();
        return order == null ? null : order.value().toString();
    }

    private static @Nullable String[] adjusted(List<Movement> movements, Function<Adjustment, @Nullable String> part) {
        return Sql.texts(movements, movement -> {
            var adjustment = movement.adjustment();
            return adjustment == null ? null : part.apply(adjustment);
        });
    }

    @Override
    public boolean remembers(UUID operation) {
        return sql.sql("SELECT EXISTS (SELECT FROM movement WHERE operation_id = :operation)")
                .param("operation", operation)
                .query(Boolean.class)
                .single();
    }

    @Override
    public PageBody<Stock> page(@Nullable Long atMost, PageQuery query) {
        // As long as the type is stated, one text serves both, with and without the bound.
        var where = "WHERE CAST(:atMost AS bigint) IS NULL OR on_hand - held <= :atMost";
        var found = sql.sql(SELECT + where + " ORDER BY " + order(query) + " LIMIT :limit OFFSET :offset")
                .param("atMost", atMost, Types.BIGINT)
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(JdbcStocks::stock)
                .list();
        var total = sql.sql("SELECT count(*) FROM stock " + where)
                .param("atMost", atMost, Types.BIGINT)
                .query(Long.class)
                .single();
        return PageBody.of(found, query, total);
    }

    private static String order(PageQuery query) {
        return Stream.concat(
                        query.sort().stream()
                                .map(order -> column(order.field()) + (order.descending() ? " DESC" : " ASC")),
                        Stream.of("product_id"))
                .collect(Collectors.joining(", "));
    }

    private static String column(String field) {
        var column = SORTED_BY.get(field);
        if (column == null) {
            throw new IllegalArgumentException("sort: " + field + " (expected: one of " + SORTED_BY.keySet() + ")");
        }
        return column;
    }

    @Override
    public PageBody<Movement> movements(ProductId product, PageQuery query) {
        var slice = MOVEMENTS.slice(query);
        var found = sql.sql("""
                        SELECT product_id, stock_version, kind, on_hand_change, held_change, order_id, operation_id, actor,
                               reason, moved_at
                          FROM movement
                         WHERE product_id = :product AND\s""" + slice.condition() + " ORDER BY " + slice.order() + " LIMIT :limit OFFSET :offset")
                .param("product", product.value())
                .params(slice.values())
                .query(JdbcStocks::movement)
                .list();
        return MOVEMENTS.page(
                found,
                query,
                () -> sql.sql(
                                "SELECT count(*) FROM (SELECT FROM movement WHERE product_id = :product LIMIT :most) AS counted")
                        .param("product", product.value())
                        .param("most", Keyset.MOST_COUNTED + 1)
                        .query(Long.class)
                        .single());
    }

    private static Stock stock(ResultSet row, int number) throws SQLException {
        return Stock.restore(
                new ProductId(Sql.uuid(row, "product_id")),
                row.getString("sku"),
                row.getLong("product_version"),
                row.getLong("on_hand"),
                row.getLong("held"),
                row.getLong("version"));
    }

    private static Movement movement(ResultSet row, int number) throws SQLException {
        var order = Sql.uuid(row, "order_id");
        var operation = Sql.uuid(row, "operation_id");
        return new Movement(
                new ProductId(Sql.uuid(row, "product_id")),
                row.getLong("stock_version"),
                Movement.Kind.valueOf(row.getString("kind")),
                row.getLong("on_hand_change"),
                row.getLong("held_change"),
                order == null ? null : new OrderId(order),
                operation == null ? null : new Adjustment(operation, Sql.uuid(row, "actor"), row.getString("reason")),
                Sql.instant(row, "moved_at"));
    }
}
