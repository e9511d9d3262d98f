package shop.user.config;

import org.springframework.context.annotation.Configuration;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;

/**
 * Spring Data's repositories, without transactions of their own: a read of one row needs none, and what is written belongs to the
 * transaction of the act.
 */
@Configuration(proxyBeanMethods = false)
@EnableJpaRepositories(basePackages = "shop.user", enableDefaultTransactions = false)
class PersistenceConfiguration {}
