package shop.http.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import shop.http.sample.SampleTest;
import shop.test.Api;

@SampleTest
class VersionsTest {

    @LocalServerPort
    int port;

    Api api;

    @BeforeEach
    void callsTheSample() {
        api = new Api(port);
    }

    @Test
    void aKnownVersionIsNotSentAgain() {
        assertThat(api.get("/public/versioned").header("ETag")).isEqualTo("\"7\"");

        var again = api.with("If-None-Match", "\"7\"").get("/public/versioned");

        assertThat(again.status()).isEqualTo(304);
        assertThat(again.header("ETag")).isEqualTo("\"7\"");
        assertThat(api.with("If-None-Match", "\"6\"").get("/public/versioned").status())
                .isEqualTo(200);
    }

    @Test
    void whatDependsOnTheCallerIsSentAgainWhenItDiffersThoughItsVersionDoesNot() {
        var lovelace = api.get("/public/own?last=Lovelace");
        var tag = lovelace.header("ETag");

        assertThat(tag).matches("\"7-[0-9a-f]{32}\"");
        assertThat(String.join(", ", lovelace.headers().allValues("Vary"))).contains("Authorization", "Cookie");
        var known = api.with("If-None-Match", tag);
        var again = known.get("/public/own?last=Lovelace");
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.header("ETag")).isEqualTo(tag);
        assertThat(String.join(", ", again.headers().allValues("Vary"))).contains("Authorization", "Cookie");
        for (var last : List.of("Byron", "lovelace", "Lovelace2")) {
            assertThat(known.get("/public/own?last=" + last).status()).as(last).isEqualTo(200);
        }
        assertThat(api.with("If-Match", tag)
                        .patch("/public/versioned", Map.of())
                        .status())
                .isEqualTo(200);
        assertThat(api.with("If-Match", tag.replace("7-", "6-"))
                        .patch("/public/versioned", Map.of())
                        .status())
                .isEqualTo(412);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"7\"          | 200",
                "\"6\", \"7\"   | 200",
                "\"7-90\"       | 200",
                "*              | 200",
                "\"6\"          | 412",
                "W/\"7\"        | 412",
                "\"other\"      | 412",
                "7              | 400",
                "\"7            | 400"
            })
    void onlyTheCurrentVersionMayBeChanged(String ifMatch, int status) {
        var answer = api.with("If-Match", ifMatch).patch("/public/versioned", Map.of());

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text("code"))
                .isEqualTo(
                        switch (status) {
                            case 412 -> "precondition_failed";
                            case 400 -> "validation_failed";
                            default -> "";
                        });
    }

    @Test
    void withoutTheHeaderAnyVersionMayBeChanged() {
        assertThat(api.patch("/public/versioned", Map.of()).status()).isEqualTo(200);
    }

    @Test
    void theVersionsAreThereForTheStore() {
        var ifMatch = IfMatch.parse("\"3-x\", \"4\" , W/\"5\"");

        assertThat(ifMatch.any()).isFalse();
        assertThat(ifMatch.versions()).containsExactlyInAnyOrder(3L, 4L);
        assertThatExceptionOfType(StaleVersionException.class).isThrownBy(() -> ifMatch.require(5));
        assertThat(IfMatch.parse(null).matches(99)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                         | true  | true",
                "*                        | true  | false",
                "\"0a-1\"                   | true  | false",
                "\"other\", \"0a-1\"        | true  | false",
                "\"7\", , \"0a-1\"          | true  | false",
                "W/\"other\", \"0a-1\"      | true  | false",
                "W/\"0a-1\"                 | false | false",
                "\"0A-1\"                   | false | false",
                "\"0a-1-gzip\"              | false | false",
                "\"0a\"                     | false | false",
                "\"\"                       | false | false",
                "\"7\"                      | false | false"
            })
    void tagsThatAreNoVersionsAreComparedWhole(@Nullable String header, boolean matches, boolean createsToo) {
        var ifMatch = IfMatch.parse(header);

        assertThat(accepts(() -> ifMatch.requireTag("0a-1"))).isEqualTo(matches);
        assertThat(accepts(() -> ifMatch.requireTag(null))).isEqualTo(createsToo);
    }

    private static boolean accepts(Runnable update) {
        try {
            update.run();
            return true;
        } catch (StaleVersionException stale) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "seven", "\"7\" \"8\" x", "\"a b\""})
    void whatIsNoListOfTagsIsRefused(String header) {
        assertThatIllegalArgumentException().isThrownBy(() -> IfMatch.parse(header));
    }
}
