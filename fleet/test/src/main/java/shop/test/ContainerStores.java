package shop.test;

import java.util.function.BooleanSupplier;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.mongodb.MongoDBContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;
import tools.jackson.databind.node.ObjectNode;

/** PostgreSQL, MongoDB and Kafka in containers of this test JVM, which Testcontainers removes when it ends. */
final class ContainerStores {

    /** As many as several cached contexts of one test JVM take. */
    private static final String CONNECTIONS = "300";

    private final PostgreSQLContainer postgres;
    private final MongoDBContainer mongodb;
    private final KafkaContainer kafka;

    private ContainerStores(PostgreSQLContainer postgres, MongoDBContainer mongodb, KafkaContainer kafka) {
        this.postgres = postgres;
        this.mongodb = mongodb;
        this.kafka = kafka;
    }

    /** Says what is missing instead of failing somewhere inside of Testcontainers. */
    static void requireDocker(BooleanSupplier docker) {
        if (!docker.getAsBoolean()) {
            throw new IllegalStateException("-Dinfra=containers needs a Docker engine, and none answers"
                    + " (looked for: DOCKER_HOST, ~/.testcontainers.properties, /var/run/docker.sock)."
                    + " Without the setting tests run on embedded stores, which need none.");
        }
    }

    static ContainerStores start(ContainerImages images) {
        var postgres = new PostgreSQLContainer(DockerImageName.parse(images.postgres()));
        // What fsync is for, no test has: its data is gone with the container.
        postgres.setCommand("postgres", "-c", "fsync=off", "-c", "max_connections=" + CONNECTIONS);
        var stores = new ContainerStores(
                postgres,
                new MongoDBContainer(DockerImageName.parse(images.mongodb())),
                new KafkaContainer(DockerImageName.parse(images.kafka())));
        Startables.deepStart(stores.postgres, stores.mongodb, stores.kafka).join();
        return stores;
    }

    /** Puts their addresses in the place of those of the embedded ones. */
    ObjectNode writeInto(ObjectNode infrastructure) {
        return write(
                infrastructure,
                new Addresses(
                        postgres.getHost(),
                        postgres.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                        postgres.getUsername(),
                        postgres.getPassword(),
                        mongodb.getConnectionString(),
                        kafka.getBootstrapServers()));
    }

    record Addresses(
            String postgresHost,
            int postgresPort,
            String adminUser,
            String adminPassword,
            String mongodb,
            String kafka) {}

    static ObjectNode write(ObjectNode infrastructure, Addresses addresses) {
        infrastructure
                .putObject("postgres")
                .put("host", addresses.postgresHost())
                .put("port", addresses.postgresPort())
                .put("adminUser", addresses.adminUser())
                .put("adminPassword", addresses.adminPassword());
        return infrastructure.put("mongodb", addresses.mongodb()).put("kafka", addresses.kafka());
    }
}
