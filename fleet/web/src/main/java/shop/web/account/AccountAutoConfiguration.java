package shop.web.account;

import java.util.HashMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;
import shop.web.security.AccountCheck;

/** Asks the {@code user_status} events about every access token, unless the service has a bean that knows better. */
@AutoConfiguration(after = KafkaAutoConfiguration.class)
@ConditionalOnClass({KafkaAutoConfiguration.class, ConsumerFactory.class, Consumer.class})
@EnableConfigurationProperties(AccountProperties.class)
class AccountAutoConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(ConsumerFactory.class)
    @ConditionalOnMissingBean(AccountCheck.class)
    static class ConsumedStatuses {

        @Bean
        AccountList accountList(AccountProperties properties) {
            return new AccountList(properties.maxEntries());
        }

        @Bean
        AccountStatusReader accountStatusReader(
                ConsumerFactory<?, ?> connection, AccountList accounts, AccountProperties properties) {
            return new AccountStatusReader(consumers(connection), accounts, properties.startPatience());
        }

        /** Reaches the broker as the service's listeners do, and is otherwise a reader of its own kind. */
        private static Supplier<Consumer<byte[], byte[]>> consumers(ConsumerFactory<?, ?> connection) {
            var settings = new HashMap<>(connection.getConfigurationProperties());
            settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
            settings.remove(CommonClientConfigs.CLIENT_ID_CONFIG);
            settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
            settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
            settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
            return () -> new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }
    }
}
