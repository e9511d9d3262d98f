package shop.channels;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.introspection.IntrospectionQuery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import shop.channels.support.ChannelsTest;
import shop.channels.support.FakeServices;
import shop.channels.support.GraphQlClient;

/** Where a shop has registered the documents of its own programs, and carries out no others; and where tools may ask for the schema. */
@ChannelsTest
class AllowedQueriesTest {

    private static final String REGISTERED = "{ categories { slug } }";

    @TempDir
    private static Path folder;

    @Autowired
    private FakeServices services;

    private GraphQlClient client;

    @DynamicPropertySource
    static void register(DynamicPropertyRegistry settings) throws IOException {
        Files.writeString(folder.resolve("categories.graphql"), REGISTERED);
        Files.writeString(
                folder.resolve("schema.graphql"),
                "{ __schema { queryType { fields { type { ofType { ofType { ofType { ofType { name } } } } } } } } }");
        Files.writeString(folder.resolve("tools.graphql"), IntrospectionQuery.INTROSPECTION_QUERY);
        Files.writeString(folder.resolve("notes.txt"), "{ me { id } }");
        settings.add("CHANNELS_ALLOWED_QUERIES", folder::toString);
        settings.add("CHANNELS_INTROSPECTION", () -> "true");
    }

    @BeforeEach
    void connect(@LocalServerPort int port) {
        client = new GraphQlClient(port);
        services.clear();
        services.on("/api/categories", "{\"items\":[]}");
    }

    @Test
    void whatIsRegisteredIsCarriedOutByItsTextAndByItsHash() throws NoSuchAlgorithmException {
        var hash = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(REGISTERED.getBytes(StandardCharsets.UTF_8)));

        assertThat(client.query(REGISTERED).status()).isEqualTo(200);
        assertThat(client.post(Map.of("extensions", Map.of("persistedQuery", Map.of("version", 1, "sha256Hash", hash))))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whatIsNotIsRefused() {
        assertThat(client.query("{ me { id } }").code()).isEqualTo("query_not_allowed");
        assertThat(client.query(REGISTERED + " ").code()).isEqualTo("query_not_allowed");
        assertThat(services.received()).isEmpty();
    }

    @Test
    void theQuestionsOfToolsAreDeeperThanThoseOfClients() {
        var response = client.query(
                "{ __schema { queryType { fields { type { ofType { ofType { ofType { ofType { name } } } } } } } } }");

        assertThat(response.status()).as(response.text()).isEqualTo(200);
        assertThat(response.data("__schema").path("queryType").path("fields").size())
                .isEqualTo(10);
    }

    /** Of fragments that refer to each other, each deeper than what clients may ask. */
    @Test
    void theQuestionThatEveryToolAsksIsAnswered() {
        var response = client.query(IntrospectionQuery.INTROSPECTION_QUERY);

        assertThat(response.status()).as(response.text()).isEqualTo(200);
        assertThat(response.data("__schema").path("types").valueStream())
                .extracting(type -> type.path("name").asString())
                .contains("Product", "Order", "DateTime");
    }
}
