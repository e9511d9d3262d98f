package shop.inventory.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import shop.inventory.application.Stocks;
import shop.inventory.support.InMemoryStocks;
import shop.inventory.support.InventorySamples;

class TrialConfigurationTest {

    final ApplicationContextRunner service = new ApplicationContextRunner()
            .withUserConfiguration(TrialConfiguration.class)
            .withBean(Stocks.class, () -> new InMemoryStocks(InventorySamples.mugs(3, 0)));

    @Test
    void sellsWhatThereIs() {
        service.run(
                context -> assertThat(available(context.getBean(Stocks.class))).isEqualTo(3));
    }

    @Test
    void sellsWhatThereIsNotInATrialWithoutThatGuard() {
        service.withPropertyValues("spring.profiles.active=local", "shop.guards-off=" + TrialConfiguration.STOCK_CHECK)
                .run(context ->
                        assertThat(available(context.getBean(Stocks.class))).isGreaterThan(1_000));
    }

    @Test
    void doesNotStartSoInProduction() {
        service.withPropertyValues("shop.guards-off=" + TrialConfiguration.STOCK_CHECK)
                .run(context -> assertThat(context).hasFailed());
    }

    private static long available(Stocks stocks) {
        return stocks.lock(InventorySamples.MUG).orElseThrow().available();
    }
}
