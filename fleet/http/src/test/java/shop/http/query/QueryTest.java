package shop.http.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import shop.http.sample.Raw;
import shop.http.sample.SampleTest;
import shop.test.Api;

@SampleTest
class QueryTest {

    static final String PATH = "/public/query?";
    static final String ID = "019aa5f0-7a00-7000-8000-000000000001";
    static final String ONE_ID = "ids=" + ID;

    @LocalServerPort
    int port;

    Api api;

    @BeforeEach
    void callsTheSample() {
        api = new Api(port);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Q=a              | Q",
                "userId=1         | userId",
                "from=            | from",
                "q=a&limit=3      | limit",
                "attr=red         | attr",
                "attribute.a=1    | attribute.a",
                "=a               | ''",
                "all=1            | all",
                "page=1           | page",
                "a%00b=1          | a?b"
            })
    void aParameterThatNobodyReadsIsRefusedByName(String query, String name) {
        var answer = api.get(PATH + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("code")).isEqualTo("validation_failed");
        assertThat(answer.wrongFields()).containsExactly(name);
        assertThat(answer.text("errors/0/code")).isEqualTo("unknown_parameter");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"q=a", "attr.color=red&attr.color=blue", "since=2026-11-21T10:00:00Z", "day=2026-11-21", "&&q=a&"
            })
    void aParameterOfTheHandlerIsRead(String query) {
        assertThat(api.get(PATH + query).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "q=a&q=b                   | q",
                "q=a&q=a                   | q",
                "number=1&q=a&number=2     | number",
                "since=x&since=y           | since",
                "flag=true&%66lag=false    | flag"
            })
    void aValueThatWouldBeLostIsRefused(String query, String name) {
        var answer = api.get(PATH + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.wrongFields()).containsExactly(name);
        assertThat(answer.text("errors/0/code")).isEqualTo("repeated_parameter");
    }

    @ParameterizedTest
    @CsvSource({"page=1&page=2, page", "size=5&size=5, size"})
    void aPageIsAskedForOnce(String query, String name) {
        assertThat(api.get("/public/list?" + query).wrongFields()).containsExactly(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"q=&q=a", "q&q=a&q=%20", ONE_ID + "&" + ONE_ID, ONE_ID + "," + ID})
    void whatLosesNothingMayBeRepeated(String query) {
        assertThat(api.get(PATH + query).status()).isEqualTo(200);
    }

    @Test
    void whereOthersAddParametersOursMayComeTwice() {
        assertThat(api.get("/public/open-query?q=1&q=2").text("q")).isEqualTo("1,2");
    }

    @ParameterizedTest
    @ValueSource(strings = {ONE_ID + ",", "ids=," + ID, ONE_ID + ",," + ID, "ids=,", "ids=,,", "ids=x", ONE_ID + "0"})
    void aListOfIdsHoldsIdsAlone(String query) {
        var answer = api.get(PATH + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.wrongFields()).containsExactly("ids");
    }

    @Test
    void aRefusalOfThousandsOfParametersIsShort() {
        var query = IntStream.range(0, 1_000).mapToObj(number -> "x" + number).collect(Collectors.joining("&"));

        var answer = api.get(PATH + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.wrongFields()).hasSize(10);
    }

    @Test
    void aPathThatOthersAddParametersToTakesThemAll() {
        assertThat(api.get("/public/open-query?q=1&redirect_status=succeeded&x=")
                        .text("q"))
                .isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"q", "q=", "q=&number=&day=&since=&flag=", "q=%20", "q=+&number=+", "attr.color="})
    void anEmptyParameterIsNotGiven(String query) {
        var answer = api.get(PATH + query);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().toString()).isEqualTo("{\"number\":\"7\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"page=", "size=", "sort=", "page=&size=&sort=&q="})
    void anEmptyParameterOfAPageIsNotGiven(String query) {
        var answer = api.get("/public/list?" + query);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.number("size")).isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"q=%", "q=%zz", "q=a%2", "%zz=a", "q=%u0041", "q=%-1"})
    void aMalformedEscapeIsRefusedWithABody(String query) {
        var answer = Raw.get(port, PATH + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("X-Request-Id")).isNotEmpty();
        assertThat(answer.body()).contains("\"code\":").contains("\"requestId\":");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "q=a%00b",
                "q=%C2%A0",
                "q=%E2%80%8B",
                "q=a%0Ab",
                "q=a%1Bb",
                "q=%C2%85",
                "q=%E2%80%A8a",
                "attr.a=%00"
            })
    void textOfAParameterFollowsTheRule(String query) {
        var answer = api.get(PATH + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("errors/0/code")).isEqualTo("invalid_text");
    }

    @Test
    void textOfAParameterIsComposed() {
        assertThat(api.get(PATH + "q=Cafe%CC%81").text("q")).isEqualTo("Caf\u00e9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "since=%2B10000-01-01T00:00:00Z",
                "since=%2B1000000000-12-31T23:59:59.999999999Z",
                "since=-1000000000-01-01T00:00:00Z",
                "since=0000-01-01T00:00:00Z",
                "since=-0001-01-01T00:00:00Z",
                "since=now",
                "since=1763719200",
                "day=%2B10000-01-01",
                "day=%2B999999999-12-31",
                "day=-999999999-01-01",
                "day=2026-02-30"
            })
    void aTimeOutsideOfFourDigitYearsIsRefused(String query) {
        var answer = api.get(PATH + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("errors/0/code")).isEqualTo("invalid_type");
    }

    @Test
    void formsFollowTheRuleToo() {
        var form = api.with("Content-Type", "application/x-www-form-urlencoded");

        assertThat(form.post("/public/form", "name=Cafe%CC%81").text("name")).isEqualTo("Caf\u00e9");
        assertThat(form.post("/public/form", "name=a%00").text("errors/0/code")).isEqualTo("invalid_text");
        assertThat(form.post("/public/form", "name=").wrongFields()).containsExactly("name");
    }
}
