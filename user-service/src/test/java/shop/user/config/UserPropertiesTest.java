package shop.user.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import shop.pictures.PictureSettings;

class UserPropertiesTest {

    private static final String SECRET = "KEY_ENCRYPTION_SECRET=a secret of more than thirty-two characters";
    private static final String[] REQUIRED = {"PUBLIC_URL=https://shop.example", "MAIL_FROM=shop@example.org"};

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withInitializer(new ConfigDataApplicationContextInitializer())
            .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
            .withPropertyValues("spring.config.location=classpath:/application.yml")
            .withUserConfiguration(Bound.class);

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(UserProperties.class)
    static class Bound {}

    @Test
    void hasDefaultsForAllButSecrets() {
        bound(
                properties -> {
                    assertThat(properties.hashing())
                            .isEqualTo(new UserProperties.Hashing(19456, 2, 1, 2, Duration.ofSeconds(2)));
                    assertThat(properties.tokens())
                            .isEqualTo(new UserProperties.Tokens(
                                    "shopfleet",
                                    Duration.ofMinutes(10),
                                    Duration.ofDays(14),
                                    Duration.ofDays(30),
                                    Duration.ofMillis(100)));
                    assertThat(properties.guesses()).isEqualTo(new UserProperties.Guesses(10, Duration.ofSeconds(60)));
                    assertThat(properties.cookies().secure()).isTrue();
                    assertThat(properties.passwordReset())
                            .isEqualTo(new UserProperties.PasswordReset(
                                    URI.create("https://shop.example"),
                                    "shop@example.org",
                                    Duration.ofMinutes(60),
                                    3,
                                    12,
                                    5,
                                    Duration.ofSeconds(2)));
                    assertThat(properties.keys().pollInterval()).isEqualTo(Duration.ofSeconds(15));
                    assertThat(properties.keys().publishDelay()).isEqualTo(Duration.ofSeconds(90));
                    assertThat(properties.keys().maxAge()).isEqualTo(Duration.ofDays(30));
                    assertThat(properties.firstAdmin().isWanted()).isFalse();
                    assertThat(properties.addressesPerAccount()).isEqualTo(50);
                    assertThat(properties.signUpsAtOncePerAddress()).isEqualTo(4);
                },
                SECRET);
    }

    @Test
    void takesEverythingFromTheEnvironment() {
        bound(
                properties -> assertThat(properties)
                        .isEqualTo(new UserProperties(
                                new UserProperties.Hashing(12288, 3, 2, 4, Duration.ofMillis(500)),
                                new UserProperties.Tokens(
                                        "our-shop",
                                        Duration.ofMinutes(5),
                                        Duration.ofDays(1),
                                        Duration.ofDays(7),
                                        Duration.ZERO),
                                new UserProperties.Guesses(5, Duration.ofSeconds(20)),
                                new UserProperties.Cookies(false, false),
                                new UserProperties.PasswordReset(
                                        URI.create("https://our-shop.example"),
                                        "no-reply@example.org",
                                        Duration.ofMinutes(30),
                                        2,
                                        6,
                                        4,
                                        Duration.ofSeconds(1)),
                                new UserProperties.Keys(
                                        "a secret of more than thirty-two characters",
                                        Duration.ofSeconds(3),
                                        Duration.ofSeconds(40),
                                        Duration.ofDays(8)),
                                new UserProperties.FirstAdmin("root@example.org", "a quite good password"),
                                new PictureSettings(
                                        PictureSettings.Storage.S3,
                                        256,
                                        1_000_000,
                                        1,
                                        Duration.ofSeconds(1),
                                        new PictureSettings.Disk(Path.of("/pictures")),
                                        new PictureSettings.S3(
                                                URI.create("https://s3.example.org"),
                                                "eu-north-1",
                                                "people",
                                                "an-s3-key",
                                                "an-s3-secret",
                                                false),
                                        new PictureSettings.Cloudinary(
                                                URI.create("https://api.example.org"),
                                                URI.create("https://pictures.example.org"),
                                                "our-cloud",
                                                "a-cloud-key",
                                                "a-cloud-secret")),
                                7,
                                2)),
                SECRET,
                "HASHING_MEMORY_KIB=12288",
                "HASHING_ITERATIONS=3",
                "HASHING_PARALLELISM=2",
                "HASHING_AT_ONCE=4",
                "HASHING_MAX_WAIT=500ms",
                "TOKEN_ISSUER=our-shop",
                "ACCESS_TOKEN_TTL=5m",
                "REFRESH_TOKEN_IDLE_TTL=1d",
                "REFRESH_TOKEN_ABSOLUTE_TTL=7d",
                "REFRESH_ANSWER_DELAY=0",
                "LOGIN_FAILURES=5",
                "LOGIN_FAILURES_REFILL=20s",
                "COOKIE_SECURE=false",
                "PUBLIC_URL=https://our-shop.example",
                "MAIL_FROM=no-reply@example.org",
                "PASSWORD_RESET_TTL=30m",
                "PASSWORD_RESETS_PER_HOUR=2",
                "PASSWORD_RESETS_OF_STRANGERS_PER_HOUR=6",
                "PASSWORD_RESET_MAIL_TRIES=4",
                "PASSWORD_RESET_MAIL_BACK_OFF=1s",
                "KEY_POLL_INTERVAL=3s",
                "KEY_PUBLISH_DELAY=40s",
                "KEY_MAX_AGE=8d",
                "ADMIN_EMAIL=root@example.org",
                "ADMIN_PASSWORD=a quite good password",
                "AVATAR_STORAGE=s3",
                "AVATAR_SIDE=256",
                "AVATAR_MAX_PIXELS=1000000",
                "AVATAR_AT_ONCE=1",
                "AVATAR_MAX_WAIT=1s",
                "AVATAR_DIR=/pictures",
                "AVATAR_S3_ENDPOINT=https://s3.example.org",
                "AVATAR_S3_REGION=eu-north-1",
                "AVATAR_S3_BUCKET=people",
                "AVATAR_S3_ACCESS_KEY=an-s3-key",
                "AVATAR_S3_SECRET_KEY=an-s3-secret",
                "AVATAR_S3_PATH_STYLE=false",
                "CLOUDINARY_API_URL=https://api.example.org",
                "CLOUDINARY_DELIVERY_URL=https://pictures.example.org",
                "CLOUDINARY_CLOUD_NAME=our-cloud",
                "CLOUDINARY_API_KEY=a-cloud-key",
                "CLOUDINARY_API_SECRET=a-cloud-secret",
                "ADDRESSES_PER_ACCOUNT=7",
                "SIGN_UPS_AT_ONCE_PER_ADDRESS=2");
    }

    @Test
    void stillReadsTheFormerNamesOfItsSettings() {
        bound(
                properties -> {
                    assertThat(properties.hashing().maxWait()).isEqualTo(Duration.ofMillis(300));
                    assertThat(properties.avatar().maxWait()).isEqualTo(Duration.ofMillis(700));
                },
                SECRET,
                "HASHING_PATIENCE=300ms",
                "AVATAR_PATIENCE=700ms");
    }

    @Test
    void namesTheSecretThatIsMissing() {
        refused("KEY_ENCRYPTION_SECRET");
    }

    @Test
    void refusesAShortSecret() {
        refused("KEY_ENCRYPTION_SECRET must have 32 characters or more", "KEY_ENCRYPTION_SECRET=short");
    }

    @Test
    void refusesAnAdministratorWithoutAPassword() {
        refused("ADMIN_EMAIL and ADMIN_PASSWORD", SECRET, "ADMIN_EMAIL=root@example.org");
    }

    @Test
    void refusesAccessTokensThatLastLong() {
        refused("at most 10 minutes", SECRET, "ACCESS_TOKEN_TTL=11m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AVATAR_S3_BUCKET", "AVATAR_S3_ACCESS_KEY", "AVATAR_S3_SECRET_KEY"})
    void namesWhatABucketNeeds(String missing) {
        refused(
                missing,
                Stream.of(SECRET, "AVATAR_S3_BUCKET=a", "AVATAR_S3_ACCESS_KEY=b", "AVATAR_S3_SECRET_KEY=c")
                        .map(setting -> setting.startsWith(missing) ? "AVATAR_STORAGE=s3" : setting)
                        .toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CLOUDINARY_CLOUD_NAME", "CLOUDINARY_API_KEY", "CLOUDINARY_API_SECRET"})
    void namesWhatCloudinaryNeeds(String missing) {
        refused(
                missing,
                Stream.of(SECRET, "CLOUDINARY_CLOUD_NAME=a", "CLOUDINARY_API_KEY=b", "CLOUDINARY_API_SECRET=c")
                        .map(setting -> setting.startsWith(missing) ? "AVATAR_STORAGE=cloudinary" : setting)
                        .toArray(String[]::new));
    }

    @Test
    void refusesKeysThatEndBeforeTheySign() {
        refused("maxAge above publishDelay", SECRET, "KEY_MAX_AGE=1m", "KEY_PUBLISH_DELAY=2m");
    }

    @Test
    void namesTheShopsAddressThatIsMissing() {
        runner.withPropertyValues(SECRET, "MAIL_FROM=shop@example.org")
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining("PUBLIC_URL"));
    }

    @Test
    void keepsSecretsOutOfItsText() {
        bound(
                properties -> assertThat(properties.toString())
                        .doesNotContain("quite good", "thirty-two", "s3-key", "s3-secret", "cloud-key", "cloud-secret"),
                SECRET,
                "AVATAR_S3_ACCESS_KEY=an-s3-key",
                "AVATAR_S3_SECRET_KEY=an-s3-secret",
                "CLOUDINARY_API_KEY=a-cloud-key",
                "CLOUDINARY_API_SECRET=a-cloud-secret",
                "ADMIN_EMAIL=root@example.org",
                "ADMIN_PASSWORD=a quite good password");
    }

    private void bound(Consumer<UserProperties> check, String... settings) {
        runner.withPropertyValues(REQUIRED)
                .withPropertyValues(settings)
                .run(context -> check.accept(context.getBean(UserProperties.class)));
    }

    private void refused(String message, String... settings) {
        runner.withPropertyValues(REQUIRED)
                .withPropertyValues(settings)
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining(message));
    }
}
