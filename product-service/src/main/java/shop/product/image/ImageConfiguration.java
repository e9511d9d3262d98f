package shop.product.image;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import shop.pictures.PictureStorage;
import shop.pictures.Pictures;

/** Makes and keeps images as the settings say. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
@EnableConfigurationProperties(ImageProperties.class)
class ImageConfiguration {

    @Bean
    PictureStorage imageStorage(ImageProperties properties) {
        return PictureStorage.of(properties.pictures(), "products", "IMAGE_DIRECTORY");
    }

    @Bean
    Pictures pictures(ImageProperties properties) {
        return new Pictures(properties.pictures());
    }
}
