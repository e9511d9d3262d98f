package shop.security.account;

import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;
import shop.jobs.broadcast.BroadcastReader;
import shop.security.AccountCheck;

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
            var consumers =
                    BroadcastReader.consumers(connection, Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"));
            return new AccountStatusReader(consumers, accounts, properties.startPatience());
        }
    }
}
