package shop.product.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;
import shop.kernel.Money;
import shop.product.catalog.BulkCatalog.Entry;
import shop.product.catalog.BulkCatalog.Outcome;
import shop.test.FleetTest;
import shop.test.KafkaProbe;
import shop.test.Parallel;

@FleetTest
class BulkCatalogTest {

    private static final int PRODUCTS = 40;

    private final BulkCatalog bulk;
    private final MongoTemplate mongo;
    private final String run = "B-" + Long.toHexString(System.nanoTime());

    @Autowired
    BulkCatalogTest(BulkCatalog bulk, MongoTemplate mongo) {
        this.bulk = bulk;
        this.mongo = mongo;
    }

    @RepeatedTest(5)
    void manyAtOnceGiveEachSkuToOneProductAndLoseNoChange() {
        var number = new AtomicInteger();

        var outcomes = Parallel.times(6, () -> bulk.put(entries("content " + number.incrementAndGet())));

        var created = outcomes.stream()
                .flatMap(outcome -> outcome.values().stream())
                .filter(Outcome.CREATED::equals)
                .count();
        var changed = outcomes.stream()
                .flatMap(outcome -> outcome.values().stream())
                .filter(Outcome.UPDATED::equals)
                .count();
        assertThat(created).isEqualTo(PRODUCTS);
        assertThat(changed).isEqualTo(5L * PRODUCTS);
        var stored = mongo.find(query(where("sku").regex("^" + run)), Document.class, Catalog.COLLECTION);
        assertThat(stored)
                .hasSize(PRODUCTS)
                .allSatisfy(product -> assertThat(product.getLong("version")).isEqualTo(6));
        var id = Objects.requireNonNull(stored.getFirst().get("_id")).toString();
        await().atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(KafkaProbe.eventsAbout("product_updated", id))
                        .extracting(event -> event.get("aggregateversion").longValue())
                        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L));
    }

    @Test
    void saysWhatBecameOfEachEntry() {
        var entries = entries("first");
        bulk.put(entries.subList(0, 20));

        var again = bulk.put(entries);

        assertThat(again.values().stream().collect(Collectors.groupingBy(outcome -> outcome, Collectors.counting())))
                .isEqualTo(Map.of(Outcome.UNCHANGED, 20L, Outcome.CREATED, 20L));
    }

    @Test
    void refusesTwoEntriesForOneSku() {
        var entries = Collections.nCopies(2, entries("first").getFirst());

        assertThatThrownBy(() -> bulk.put(entries)).isInstanceOf(IllegalArgumentException.class);
    }

    private List<Entry> entries(String name) {
        return IntStream.range(0, PRODUCTS)
                .mapToObj(i -> new Entry(
                        new ProductContent(
                                run + "-" + i, name, null, Money.of(1, "EUR"), List.of(), Map.of("a", i), List.of()),
                        7L))
                .toList();
    }
}
