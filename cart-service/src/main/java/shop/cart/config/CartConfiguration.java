package shop.cart.config;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.convert.DefaultMongoTypeMapper;
import org.springframework.data.mongodb.core.convert.MappingMongoConverter;
import org.springframework.scheduling.annotation.EnableScheduling;
import shop.http.access.AccessRules;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
class CartConfiguration {

    CartConfiguration(MappingMongoConverter converter) {
        // No Java class names in stored documents: classes move, documents stay.
        converter.setTypeMapper(new DefaultMongoTypeMapper(null));
    }

    /** A cart is found by who calls, a guest's by the token in the cookie; nobody can name another's. */
    @Bean
    AccessRules accessRules() {
        return paths -> paths.requestMatchers("/api/cart/merge", "/api/cart/merge/")
                .hasRole("USER")
                .requestMatchers("/api/cart", "/api/cart/**")
                .permitAll();
    }
}
