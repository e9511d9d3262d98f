package shop.inventory.config;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import shop.events.SwitchedOffGuards;
import shop.inventory.application.Stocks;
import shop.inventory.domain.LockedStock;
import shop.inventory.domain.Movement;
import shop.inventory.domain.ProductId;
import shop.inventory.domain.Stock;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

/**
 * For trials: stock is sold without a look at how much there is. The database would refuse it all the same, so its constraint
 * {@code stock_is_never_oversold} has to be dropped beside.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(SwitchedOffGuards.SETTING)
class TrialConfiguration {

    static final String STOCK_CHECK = "stock-check";

    @Bean
    static BeanPostProcessor withoutStockCheck(Environment environment, ObjectProvider<JdbcClient> sql) {
        var isOff = SwitchedOffGuards.in(environment).contains(STOCK_CHECK);
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return isOff && bean instanceof Stocks stocks ? new Boundless(stocks, sql) : bean;
            }
        };
    }

    /** Shows more stock than there is to whoever decides, and stores what is left of what there was. */
    private record Boundless(Stocks stocks, ObjectProvider<JdbcClient> sql) implements Stocks {

        private static final long MORE = 1_000_000;

        @Override
        public LockedStock lock(Collection<ProductId> products) {
            return new LockedStock(stocks.lock(products).stocks().stream()
                    .map(stock -> Stock.restore(
                            stock.product(),
                            stock.sku(),
                            stock.productVersion(),
                            stock.onHand() + MORE,
                            stock.held(),
                            stock.version()))
                    .toList());
        }

        @Override
        public void save(Collection<Stock> changed) {
            stocks.save(changed);
            sql.getObject()
                    .sql("UPDATE stock SET on_hand = on_hand - :more WHERE product_id IN (:products)")
                    .param("more", MORE)
                    .param(
                            "products",
                            changed.stream()
                                    .filter(Stock::isChanged)
                                    .map(stock -> stock.product().value())
                                    .toList())
                    .update();
        }

        @Override
        public Optional<Stock> find(ProductId product) {
            return stocks.find(product);
        }

        @Override
        public List<Stock> findAll(Collection<ProductId> products) {
            return stocks.findAll(products);
        }

        @Override
        public Set<ProductId> addAll(Collection<Stock> added) {
            return stocks.addAll(added);
        }

        @Override
        public boolean remembers(UUID operation) {
            return stocks.remembers(operation);
        }

        @Override
        public PageBody<Stock> page(@Nullable Long atMost, PageQuery query) {
            return stocks.page(atMost, query);
        }

        @Override
        public PageBody<Movement> movements(ProductId product, PageQuery query) {
            return stocks.movements(product, query);
        }
    }
}
