package shop.product.search;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import shop.jobs.broadcast.BroadcastReader;
import shop.product.reads.ProductCache;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SearchProperties.class)
class SearchConfiguration {

    private static final int RECORDS_AT_ONCE = 5_000;
    private static final long PATIENCE_SECONDS = 2;

    @Bean
    LuceneIndex luceneIndex(SearchProperties properties) {
        return new LuceneIndex(properties.directory(), properties.ramBufferMegabytes());
    }

    @Bean
    ProductSearchEngine productSearchEngine(LuceneIndex index) {
        return new LuceneSearch(index);
    }

    @Bean
    LocalIndexUpdater ownChanges(LuceneIndex index, SearchProperties properties) {
        return new LocalIndexUpdater(index, properties.visibleAfter());
    }

    @Bean
    CatalogFeed catalogFeed(
            ConsumerFactory<?, ?> connection,
            KafkaAdmin admin,
            LuceneIndex index,
            ProductCache reads,
            SearchProperties properties) {
        var consumers = BroadcastReader.consumers(
                connection,
                Map.of(
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "none",
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        RECORDS_AT_ONCE));
        return new CatalogFeed(consumers, topicIds(admin), index, listener(reads), properties);
    }

    private static CatalogFeed.ChangeListener listener(ProductCache reads) {
        return new CatalogFeed.ChangeListener() {

            @Override
            public void changed(UUID id) {
                reads.changed(id);
            }

            @Override
            public void stock(UUID id, long available, long version) {
                reads.stock(id, available, version);
            }
        };
    }

    private static CatalogFeed.TopicIds topicIds(KafkaAdmin connection) {
        return topics -> {
            try (var admin = Admin.create(connection.getConfigurationProperties())) {
                return admin
                        .describeTopics(topics)
                        .allTopicNames()
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .values()
                        .stream()
                        .collect(Collectors.toMap(
                                topic -> topic.name(), topic -> topic.topicId().toString()));
            } catch (ExecutionException | TimeoutException failed) {
                throw new IllegalStateException("the topics cannot be seen", failed);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", interrupted);
            }
        };
    }
}
