package shop.http.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import shop.http.sample.SampleTest;
import shop.test.Api;
import tools.jackson.databind.json.JsonMapper;

@SampleTest
class StrictBodiesTest {

    static final String PATH = "/public/orders";
    static final String LINE = "{\"productId\":\"0198f3a0-0000-7000-8000-000000000001\",\"quantity\":2}";

    @LocalServerPort
    int port;

    @Autowired
    JsonMapper lenient;

    @Autowired
    RequestMappingHandlerAdapter adapter;

    @Test
    void noOtherFormatIsReadOrWritten() {
        assertThat(adapter.getMessageConverters())
                .extracting(converter -> converter.getClass().getSimpleName())
                .containsOnly(
                        "JacksonJsonHttpMessageConverter",
                        "StringHttpMessageConverter",
                        "ByteArrayHttpMessageConverter",
                        "ResourceHttpMessageConverter",
                        "ResourceRegionHttpMessageConverter",
                        "AllEncompassingFormHttpMessageConverter");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/yaml",
                "text/yaml",
                "application/x-yaml",
                "application/cbor",
                "application/x-jackson-smile",
                "application/xml",
                "text/xml",
                "text/plain",
                "application/x-www-form-urlencoded",
                "*/*",
                "application/*",
                "no type",
                ";"
            })
    void aBodyOfAnotherFormatIsRefused(String type) {
        var answer =
                new Api(port).with("Content-Type", type).post(PATH, "{\"items\":[%s],\"gift\":true}".formatted(LINE));

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.text("code")).isEqualTo("unsupported_media_type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/yaml", "application/cbor", "application/xml"})
    void anAnswerOfAnotherFormatIsNotGiven(String type) {
        var answer = new Api(port).with("Accept", type).post(PATH, "{\"items\":[%s],\"gift\":true}".formatted(LINE));

        assertThat(answer.status()).isEqualTo(406);
        assertThat(answer.text("code")).isEqualTo("not_acceptable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "UTF-32BE", "UTF-32LE"})
    void otherEncodingsAreRefused(String charset) throws Exception {
        var body = "{\"items\":[%s],\"gift\":true}".formatted(LINE).getBytes(Charset.forName(charset));

        for (var type : List.of("application/json", "application/json;charset=" + charset)) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + PATH))
                    .header("Content-Type", type)
                    .POST(BodyPublishers.ofByteArray(body))
                    .build();
            try (var http = HttpClient.newHttpClient()) {
                var answer = http.send(request, BodyHandlers.ofString());

                assertThat(answer.statusCode()).as(type).isEqualTo(415);
                assertThat(answer.body()).contains("unsupported_media_type");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/json;charset=utf-8", "application/json; charset=UTF-8"})
    void utf8IsReadHoweverItIsNamed(String type) {
        var answer = new Api(port)
                .with("Content-Type", type)
                .post(PATH, "{\"items\":[%s],\"gift\":true,\"note\":\"\u00e9\"}".formatted(LINE));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("note")).isEqualTo("\u00e9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void anAcceptOfTooManyTypesIsRefused(String method) {
        var types = "a/b, ".repeat(50) + "a/c";

        var answer = new Api(port)
                .with("Accept", types)
                .send(method, method.equals("GET") ? "/public/list" : PATH, method.equals("GET") ? null : "{}");

        assertThat(answer.status()).isEqualTo(406);
        assertThat(answer.text("code")).isEqualTo("not_acceptable");
    }

    @Test
    void aGoodBodyIsReadAndNullsAreLeftOut() {
        var answer = post("""
                {"items":[%s],"gift":true,"at":"2026-11-21T10:00:00Z","colour":"RED",
                 "expectedTotal":{"amountMinor":1250,"currency":"EUR"}}""".formatted(LINE));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("at")).isEqualTo("2026-11-21T10:00:00Z");
        assertThat(answer.number("expectedTotal/amountMinor")).isEqualTo(1250);
        assertThat(answer.body().has("note")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"items\":[%s],\"gift\":true,\"gfit\":true}              | gfit               | unknown_field",
                "{\"items\":[{\"productId\":\"x\",\"quantity\":1}],\"gift\":true} | items[0].productId | invalid_type",
                "{\"items\":[{\"quantity\":\"2\"}],\"gift\":true}          | items[0].quantity  | invalid_type",
                "{\"items\":[{\"quantity\":2.5}],\"gift\":true}            | items[0].quantity  | invalid_type",
                "{\"items\":[{\"quantity\":2.0}],\"gift\":true}            | items[0].quantity  | invalid_type",
                "{\"items\":[{\"quantity\":null}],\"gift\":true}           | items[0].quantity  | invalid_type",
                "{\"items\":[{\"quantity\":1e309}],\"gift\":true}          | items[0].quantity  | invalid_type",
                "{\"items\":[{\"quantity\":99999999999}],\"gift\":true}    | items[0].quantity  | invalid_type",
                "{\"items\":[{\"quantity\":{}}],\"gift\":true}             | items[0].quantity  | invalid_type",
                "{\"items\":{},\"gift\":true}                              | items              | invalid_type",
                "{\"items\":\"\",\"gift\":true}                            | items              | invalid_type",
                "{\"items\":[%s],\"gift\":\"true\"}                        | gift               | invalid_type",
                "{\"items\":[%s],\"gift\":1}                               | gift               | invalid_type",
                "{\"items\":[%s],\"gift\":true,\"note\":17}                | note               | invalid_type",
                "{\"items\":[%s],\"gift\":true,\"note\":true}              | note               | invalid_type",
                "{\"items\":[%s],\"gift\":true,\"note\":{\"$gt\":\"\"}}    | note               | invalid_type",
                "{\"items\":[%s],\"gift\":true,\"colour\":\"GREEN\"}       | colour             | invalid_type",
                "{\"items\":[%s],\"gift\":true,\"colour\":0}               | colour             | invalid_type",
                "{\"items\":[%s],\"gift\":true,\"colour\":\"\"}            | colour             | invalid_type",
                "{\"items\":[%s],\"gift\":true,\"at\":\"yesterday\"}       | at                 | invalid_type",
                "{\"items\":[%s],\"gift\":true,\"at\":1763719200}          | at                 | invalid_type",
                "{\"items\":[%s],\"gift\":true,\"expectedTotal\":{\"amountMinor\":-1,\"currency\":\"XXQ\"}} | expectedTotal.currency | invalid_type"
            })
    void everyDoubtIsRefusedWithTheFieldsPath(String body, String field, String code) {
        var answer = post(body.replace("%s", LINE));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("code")).isEqualTo("validation_failed");
        assertThat(answer.wrongFields()).containsExactly(field);
        assertThat(answer.text("errors/0/code")).isEqualTo(code);
        assertThat(answer.body().toString())
                .doesNotContain("shop.")
                .doesNotContain("java.")
                .doesNotContain("tools.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"items\":[",
                "{\"items\":[],\"gift\":true,\"gift\":false}",
                "{\"items\":[],\"gift\":true} {}",
                "{'items':[]}",
                "{\"items\":[],\"gift\":NaN}",
                "not JSON"
            })
    void whatIsNoJsonIsMalformed(String body) {
        var answer = post(body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("code")).isIn("malformed_json", "validation_failed");
        assertThat(answer.body().toString()).doesNotContain("Exception").doesNotContain("tools.jackson");
    }

    @Test
    void deepNestingIsRefused() {
        var answer = post("{\"items\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}");

        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void theMapperOfTheServiceItselfStaysLenient() {
        record Told(String name) {}

        assertThat(lenient.readValue("{\"name\":\"a\",\"addedLater\":1}", Told.class))
                .isEqualTo(new Told("a"));
    }

    private Api.Answer post(String body) {
        return new Api(port).post(PATH, body);
    }
}
