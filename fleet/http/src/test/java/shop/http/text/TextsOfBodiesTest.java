package shop.http.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import shop.http.sample.SampleTest;
import shop.test.Api;

@SampleTest
class TextsOfBodiesTest {

    @LocalServerPort
    int port;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'line':'a\\u0000b'}            | line",
                "{'line':'\\ud83d'}              | line",
                "{'line':'\\u00a0'}              | line",
                "{'line':'\\u200b\\ufe0f'}       | line",
                "{'line':'   '}                  | line",
                "{'line':'a\\nb'}                | line",
                "{'line':'a\\u001bb'}            | line",
                "{'lines':'a\\tb'}               | lines",
                "{'list':['a','b\\u0000']}       | list[1]",
                "{'list':['a\\n']}               | list[0]",
                "{'free':{'a':'\\u0000'}}        | free.a",
                "{'free':{'a':['\\udc00']}}      | free.a",
                "{'free':{'a':{'b':'\\u2060'}}}  | free.a"
            })
    void isRefusedByItsPath(String body, String field) {
        var answer = post(body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.wrongFields()).containsExactly(field);
        assertThat(answer.text("errors/0/code")).isEqualTo("invalid_text");
        assertThat(answer.text("errors/0/message")).startsWith("must ");
    }

    @Test
    void isComposedWhereverItStands() {
        var answer =
                post("{'line':'Cafe\\u0301','lines':'e\\u0301\\ne','list':['e\\u0301'],'free':{'a':['e\\u0301\\n']}}");

        assertThat(answer.text("line")).isEqualTo("Caf\u00e9");
        assertThat(answer.text("lines")).isEqualTo("\u00e9\ne");
        assertThat(answer.text("list/0")).isEqualTo("\u00e9");
        assertThat(answer.text("free/a/0")).isEqualTo("\u00e9\n");
    }

    @Test
    void anEmptyTextIsTheFieldsOwnMatter() {
        assertThat(post("{'line':''}").text("line")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 11})
    void lengthIsCountedInCodePoints(int length) {
        var answer = new Api(port)
                .post(
                        "/public/orders",
                        "{\"items\":[{\"quantity\":1}],\"gift\":true,\"note\":\"%s\"}"
                                .formatted("\uD83D\uDE00".repeat(length)));

        assertThat(answer.status()).isEqualTo(length == 10 ? 200 : 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "\"a\"", "1", "true"})
    void aPatchThatIsNoObjectIsRefused(String body) {
        var answer = new Api(port).send("PATCH", "/public/names", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("code")).isEqualTo("validation_failed");
    }

    private Api.Answer post(String body) {
        return new Api(port).post("/public/texts", body.replace('\'', '"'));
    }
}
