package shop.user.avatar;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import shop.user.config.UserProperties;

/** Makes the storage that the settings name. */
@Configuration(proxyBeanMethods = false)
class AvatarConfiguration {

    @Bean
    AvatarStorage avatarStorage(UserProperties properties) {
        var settings = properties.avatar();
        return switch (settings.storage()) {
            case DISK -> new DiskStorage(settings.disk().folder());
            case S3 -> new S3Storage(settings.s3());
            case CLOUDINARY -> new CloudinaryStorage(settings.cloudinary());
        };
    }
}
