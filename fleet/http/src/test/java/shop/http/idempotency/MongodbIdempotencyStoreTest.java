package shop.http.idempotency;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.data.mongodb.core.MongoTemplate;
import shop.test.Infrastructure;

class MongodbIdempotencyStoreTest extends IdempotencyStoreContract {

    static MongoClient client;
    static IdempotencyStore store;

    @BeforeAll
    static void connects() {
        var infrastructure = Infrastructure.shared();
        client = MongoClients.create(infrastructure.mongodbUri());
        store = new MongodbIdempotencyStore(
                new MongoTemplate(client, infrastructure.database().name()));
    }

    @AfterAll
    static void disconnects() {
        client.close();
    }

    @Override
    IdempotencyStore store() {
        return store;
    }
}
