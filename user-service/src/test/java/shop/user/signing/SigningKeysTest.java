package shop.user.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.persistence.EntityManagerFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;
import shop.test.Infrastructure;
import shop.test.KnownPrimes;
import shop.test.Parallel;
import shop.user.config.UserProperties;
import shop.user.support.MovableClock;

class SigningKeysTest {

    private static final KeyCipher CIPHER = new KeyCipher("a secret of more than thirty-two characters");
    private static final Duration PUBLISH_DELAY = Duration.ofSeconds(90);
    private static final Duration MAX_AGE = Duration.ofDays(30);
    /** The life of an access token, the leeway, and twice the time after which instances read the keys anew. */
    private static final Duration RETIRING = Duration.ofMinutes(10).plusSeconds(60 + 2 * 15);

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-21T10:00:00Z"));
    private static final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private JdbcClient jdbc;
    private SigningKeyRepository repository;
    private TransactionOperations transaction;

    @BeforeAll
    static void open() {
        KnownPrimes.install();
        var database = Infrastructure.shared().newDatabase("keys");
        var source = new DriverManagerDataSource(database.url(), database.user(), database.password());
        Flyway.configure().dataSource(source).load().migrate();
        context.registerBean(DataSource.class, () -> source);
        context.register(Jpa.class);
        context.refresh();
    }

    @AfterAll
    static void close() {
        context.close();
    }

    @BeforeEach
    void emptyTable() {
        jdbc = JdbcClient.create(context.getBean(DataSource.class));
        jdbc.sql("truncate signing_keys").update();
        repository = context.getBean(SigningKeyRepository.class);
        transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
    }

    /** The part of the service that stores keys, over a database of its own. */
    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement
    @EnableJpaRepositories(basePackageClasses = SigningKeyRepository.class, enableDefaultTransactions = false)
    static class Jpa {

        @Bean
        LocalContainerEntityManagerFactoryBean entityManagerFactory(DataSource source) {
            var factory = new LocalContainerEntityManagerFactoryBean();
            factory.setDataSource(source);
            factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
            factory.setManagedTypes(PersistenceManagedTypes.of(SigningKeyRow.class.getName()));
            factory.setJpaPropertyMap(Map.of("hibernate.hbm2ddl.auto", "validate"));
            return factory;
        }

        @Bean
        JpaTransactionManager transactionManager(EntityManagerFactory factory) {
            return new JpaTransactionManager(factory);
        }
    }

    @Test
    void instancesThatStartAtOnceAgreeOnOneKey() {
        var kids = Parallel.times(4, () -> keys().active().kid());

        assertThat(kids).hasSize(4).containsOnly(kids.getFirst());
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aRestartFindsTheKey() {
        var kid = keys().active().kid();

        assertThat(keys().active().kid()).isEqualTo(kid);
    }

    @Test
    void storesThePrivateKeyEncrypted() throws Exception {
        var keys = keys();
        var stored = jdbc.sql("select private_key_encrypted from signing_keys")
                .query(String.class)
                .single();

        var plain =
                Base64.getEncoder().encodeToString(keys.active().privateKey().getEncoded());
        assertThat(stored).isNotEqualTo(plain).doesNotContain(plain.substring(0, 40));
    }

    @Test
    void refusesToStartUnderAnotherSecret() {
        keys();

        assertThatIllegalStateException()
                .isThrownBy(() -> keys(new KeyCipher("another secret of more than thirty-two characters")))
                .withMessageContaining("KEY_ENCRYPTION_SECRET");
    }

    @Test
    void aNewKeyIsPublishedFirstSignsLaterAndTheOldOneStaysForAWhile() {
        var keys = keys();
        var elsewhere = keys();
        var first = keys.active().kid();

        var second = keys.add();

        assertThat(second.state()).isEqualTo(KeyState.NEXT);
        elsewhere.follow();
        assertThat(elsewhere.published()).containsOnlyKeys(first, second.kid());
        assertThat(keys.active().kid()).isEqualTo(first);

        clock.advance(PUBLISH_DELAY);
        elsewhere.follow();
        keys.follow();
        assertThat(keys.active().kid()).isEqualTo(second.kid());
        assertThat(elsewhere.active().kid()).isEqualTo(second.kid());
        assertThat(keys.find(first)).isNotNull();

        clock.advance(RETIRING.minusSeconds(1));
        keys.follow();
        assertThat(keys.find(first)).isNotNull();

        clock.advance(Duration.ofSeconds(1));
        keys.follow();
        assertThat(keys.published()).containsOnlyKeys(second.kid());
        assertThat(state(first)).isEqualTo("RETIRED");
        assertThat(privateKeyOf(first)).isEmpty();
    }

    @Test
    void aKeyThatIsOldEnoughGetsASuccessorByItself() {
        var keys = keys();
        var first = keys.active().kid();

        clock.advance(MAX_AGE.minus(PUBLISH_DELAY).minusSeconds(1));
        keys.follow();
        assertThat(keys.published()).containsOnlyKeys(first);

        clock.advance(Duration.ofSeconds(1));
        keys.follow();
        assertThat(keys.published()).hasSize(2);

        clock.advance(PUBLISH_DELAY);
        keys.follow();
        assertThat(keys.active().kid()).isNotEqualTo(first);
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void instancesThatRotateAtOnceMakeOneKey() {
        var instances = Stream.generate(this::keys).limit(4).toList();
        clock.advance(MAX_AGE);

        var queue = new ConcurrentLinkedQueue<>(instances);
        Parallel.times(4, () -> {
            queue.remove().follow();
            return true;
        });
        clock.advance(PUBLISH_DELAY);
        queue.addAll(instances);
        Parallel.times(4, () -> {
            queue.remove().follow();
            return true;
        });

        assertThat(count()).isEqualTo(2);
        instances.forEach(SigningKeys::follow);
        assertThat(instances.stream().map(keys -> keys.active().kid()).distinct())
                .hasSize(1);
    }

    @Test
    void onlyOneKeyWaitsAtATime() {
        var keys = keys();
        keys.add();

        assertThatExceptionOfType(KeyException.AlreadyWaiting.class).isThrownBy(keys::add);
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void aRetiredKeyIsRefusedAtOnceAndAnotherOneSigns() {
        var keys = keys();
        var first = keys.active().kid();

        keys.retire(first);

        assertThat(keys.find(first)).isNull();
        assertThat(keys.active().kid()).isNotEqualTo(first);
        assertThat(privateKeyOf(first)).isEmpty();
        keys.retire(first);
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void theKeyThatWaitsTakesOverFromOneThatIsRetired() {
        var keys = keys();
        var next = keys.add().kid();

        keys.retire(keys.active().kid());

        assertThat(keys.active().kid()).isEqualTo(next);
        assertThat(keys.published()).containsOnlyKeys(next);
    }

    @Test
    void whatIsNoKeyCannotBeRetired() {
        assertThatExceptionOfType(KeyException.NotFound.class).isThrownBy(() -> keys().retire("nonsense"));
    }

    @Test
    void goesOnWithTheKeysItKnowsWhileTheDatabaseIsAway() {
        var keys = keys();
        var kid = keys.active().kid();
        jdbc.sql("alter table signing_keys rename to signing_keys_away").update();

        try {
            keys.follow();
        } finally {
            jdbc.sql("alter table signing_keys_away rename to signing_keys").update();
        }

        assertThat(keys.active().kid()).isEqualTo(kid);
        assertThat(keys.find(kid)).isNotNull();
    }

    @Test
    void itsMetersSayHowOldTheKeyIsThatSigns() {
        var keys = keys();
        var meters = new SimpleMeterRegistry();
        new SigningKeyMeters(keys, MAX_AGE, clock, meters);
        assertThat(meters.get("shop.signing.key.age").gauge().value()).isZero();
        assertThat(meters.get("shop.signing.key.age.limit").gauge().value()).isEqualTo((double) MAX_AGE.toSeconds());

        clock.advance(MAX_AGE);
        assertThat(meters.get("shop.signing.key.age").gauge().value()).isEqualTo((double) MAX_AGE.toSeconds());
        keys.follow();
        clock.advance(PUBLISH_DELAY);
        keys.follow();

        assertThat(meters.get("shop.signing.key.age").gauge().value())
                .as("another one signs")
                .isZero();
    }

    private SigningKeys keys() {
        return keys(CIPHER);
    }

    private SigningKeys keys(KeyCipher cipher) {
        var rotation = new KeyRotation(
                repository,
                cipher,
                (_, _, _, _) -> {},
                transaction,
                new UserProperties.Keys("not used here", Duration.ofSeconds(15), PUBLISH_DELAY, MAX_AGE),
                Duration.ofMinutes(10),
                clock);
        return new SigningKeys(repository, rotation, cipher);
    }

    private String state(String kid) {
        return jdbc.sql("select state from signing_keys where kid = :kid")
                .param("kid", kid)
                .query(String.class)
                .single();
    }

    private String privateKeyOf(String kid) {
        return jdbc.sql("select private_key_encrypted from signing_keys where kid = :kid")
                .param("kid", kid)
                .query(String.class)
                .single();
    }

    private long count() {
        return jdbc.sql("select count(*) from signing_keys").query(Long.class).single();
    }
}
