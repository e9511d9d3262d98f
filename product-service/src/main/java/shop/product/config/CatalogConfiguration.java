package shop.product.config;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.convert.DefaultMongoTypeMapper;
import org.springframework.data.mongodb.core.convert.MappingMongoConverter;
import org.springframework.scheduling.annotation.EnableScheduling;
import shop.events.OutboxCollection;
import shop.product.catalog.Catalog;

@EnableScheduling
@Configuration(proxyBeanMethods = false)
class CatalogConfiguration {

    CatalogConfiguration(MappingMongoConverter converter) {
        // No Java class names in stored documents: classes move, documents stay.
        converter.setTypeMapper(new DefaultMongoTypeMapper(null));
    }

    @Bean
    OutboxCollection products() {
        return new OutboxCollection(Catalog.COLLECTION);
    }
}
