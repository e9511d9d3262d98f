package shop.web.idempotency;

import org.junit.jupiter.api.BeforeAll;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import shop.test.Infrastructure;

class JdbcIdempotencyStoreTest extends IdempotencyStoreContract {

    static IdempotencyStore store;

    @BeforeAll
    static void makesTheTable() {
        var database = Infrastructure.shared().newDatabase("keys");
        store = new IdempotencyStoreAutoConfiguration.Jdbc()
                .idempotencyStore(new DriverManagerDataSource(database.url(), database.user(), database.password()));
    }

    @Override
    IdempotencyStore store() {
        return store;
    }
}
