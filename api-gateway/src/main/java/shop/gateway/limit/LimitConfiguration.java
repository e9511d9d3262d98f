package shop.gateway.limit;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class LimitConfiguration {

    @Bean
    Buckets buckets(LimitProperties limits) {
        var local = new LocalBuckets(limits);
        return limits.redis() == null ? local : new RedisBuckets(limits.redis(), limits, local);
    }
}
