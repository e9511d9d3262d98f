package shop.product.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import shop.pictures.PictureSettings;

class ImagePropertiesTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withInitializer(new ConfigDataApplicationContextInitializer())
            .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
            .withUserConfiguration(Settings.class);

    @Test
    void everySettingCanBeMade() {
        runner.withPropertyValues(
                        "IMAGE_STORAGE=s3",
                        "IMAGE_SIDE=256",
                        "IMAGE_MAX_PIXELS=1000000",
                        "IMAGE_AT_ONCE=3",
                        "IMAGE_PATIENCE=1s",
                        "IMAGE_DIRECTORY=/pictures",
                        "IMAGE_S3_ENDPOINT=https://s3.example.org",
                        "IMAGE_S3_REGION=eu-north-1",
                        "IMAGE_S3_BUCKET=goods",
                        "IMAGE_S3_ACCESS_KEY=an-s3-key",
                        "IMAGE_S3_SECRET_KEY=an-s3-secret",
                        "IMAGE_S3_PATH_STYLE=false",
                        "CLOUDINARY_API_URL=https://api.example.org",
                        "CLOUDINARY_DELIVERY_URL=https://pictures.example.org",
                        "CLOUDINARY_CLOUD_NAME=our-cloud",
                        "CLOUDINARY_API_KEY=a-cloud-key",
                        "CLOUDINARY_API_SECRET=a-cloud-secret")
                .run(context -> assertThat(context.getBean(ImageProperties.class))
                        .isEqualTo(new ImageProperties(new PictureSettings(
                                PictureSettings.Storage.S3,
                                256,
                                1_000_000,
                                3,
                                Duration.ofSeconds(1),
                                new PictureSettings.Disk(Path.of("/pictures")),
                                new PictureSettings.S3(
                                        URI.create("https://s3.example.org"),
                                        "eu-north-1",
                                        "goods",
                                        "an-s3-key",
                                        "an-s3-secret",
                                        false),
                                new PictureSettings.Cloudinary(
                                        URI.create("https://api.example.org"),
                                        URI.create("https://pictures.example.org"),
                                        "our-cloud",
                                        "a-cloud-key",
                                        "a-cloud-secret")))));
    }

    @ParameterizedTest
    @CsvSource({
        "IMAGE_STORAGE=s3, IMAGE_S3_BUCKET",
        "IMAGE_STORAGE=cloudinary, CLOUDINARY_API_SECRET",
        "IMAGE_SIDE=1, side"
    })
    void namesTheSettingThatIsMissingOrWrong(String setting, String named) {
        runner.withPropertyValues(setting)
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining(named));
    }

    @EnableConfigurationProperties(ImageProperties.class)
    static class Settings {}
}
