package shop.gateway.limit;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class LimitConfiguration {

    @Bean
    TokenBuckets buckets(LimitProperties limits) {
        var local = new LocalTokenBuckets(limits);
        return limits.redis() == null ? local : new RedisTokenBuckets(limits.redis(), limits, local);
    }
}
