package shop.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TestTokensTest {

    @Test
    void servesOnlyThePublicKey() throws Exception {
        var answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(TestTokens.jwksUri())).build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.body())
                .contains(TestTokens.KEY_ID, "\"n\"", "\"e\"")
                .doesNotContain("\"d\"", "\"p\"", "\"q\"");
    }

    @Test
    void aTamperedTokenDiffersOnlyInItsPayload() {
        var parts = TestTokens.tampered(UUID.fromString("019aa5f0-7a00-7000-8000-000000000001"))
                .split("\\.", -1);

        assertThat(parts).hasSize(3);
        assertThat(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8))
                .contains("ADMIN");
    }
}
