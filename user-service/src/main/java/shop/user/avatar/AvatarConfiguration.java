package shop.user.avatar;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import shop.pictures.PictureStorage;
import shop.pictures.Pictures;
import shop.user.config.UserProperties;

/** Makes and keeps avatars as the settings say. */
@Configuration(proxyBeanMethods = false)
class AvatarConfiguration {

    @Bean
    PictureStorage avatarStorage(UserProperties properties) {
        return PictureStorage.of(properties.avatar(), "avatars", "AVATAR_DIR");
    }

    @Bean
    Pictures pictures(UserProperties properties) {
        return new Pictures(properties.avatar());
    }
}
