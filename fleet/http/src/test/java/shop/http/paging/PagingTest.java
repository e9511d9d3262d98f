package shop.http.paging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.data.domain.Sort;
import shop.http.sample.SampleTest;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;
import shop.test.Api;

@SampleTest
class PagingTest {

    @LocalServerPort
    int port;

    Api api;

    @BeforeEach
    void callsTheSample() {
        api = new Api(port);
    }

    @Test
    void aListStartsWithItsFirstTwentyInTheOrderOfTheList() {
        var answer = api.get("/public/list");

        assertThat(answer.number("page")).isZero();
        assertThat(answer.number("size")).isEqualTo(20);
        assertThat(answer.number("totalItems")).isEqualTo(95);
        assertThat(answer.number("totalPages")).isEqualTo(5);
        assertThat(answer.text("items/0")).contains("name").contains("descending=true");
    }

    @Test
    void linksLeadToTheNeighboursAndKeepTheRestOfTheQuery() {
        var answer = api.get("/public/list?q=a%20b&page=2&size=20&sort=total,desc");

        assertThat(answer.header("Link").split(", ", -1))
                .containsExactly(
                        "</public/list?q=a%20b&sort=total,desc&page=0&size=20>; rel=\"first\"",
                        "</public/list?q=a%20b&sort=total,desc&page=1&size=20>; rel=\"prev\"",
                        "</public/list?q=a%20b&sort=total,desc&page=3&size=20>; rel=\"next\"",
                        "</public/list?q=a%20b&sort=total,desc&page=4&size=20>; rel=\"last\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"q=a=b", "q===", "q", "q=", "q=%3D%26", "q=a/b?c", "q=%C3%A9", "q=a+b", "&&q=1&&"})
    void whateverElseIsInTheQueryIsPassedOn(String query) {
        var answer = api.get("/public/list?" + query);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Link"))
                .startsWith("</public/list?" + query.replaceAll("^&+|&+$", "") + "&page=0&size=20>; rel=\"first\"");
        var next = answer.header("Link").replaceAll("(?s).*<([^>]*)>; rel=\"next\".*", "$1");
        assertThat(api.get(next).number("page")).isEqualTo(1);
    }

    @Test
    void aPageIsNamedOnceHoweverItIsWritten() {
        assertThat(api.get("/public/list?pa%67e=1&size=5").header("Link"))
                .contains("</public/list?page=0&size=5>; rel=\"first\"");
    }

    @Test
    void aQueryThatIsTooLongForAHeaderHasNoLinks() {
        var answer = api.get("/public/list?q=" + "a".repeat(2_700));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Link")).isEmpty();
    }

    @Test
    void theEndsOfAListHaveOneNeighbour() {
        assertThat(api.get("/public/list").header("Link")).contains("next").doesNotContain("prev");
        assertThat(api.get("/public/list?page=4").header("Link"))
                .contains("prev")
                .doesNotContain("next");
        assertThat(api.get("/public/list?page=99").header("Link"))
                .contains("page=4&size=20>; rel=\"prev\"")
                .doesNotContain("next");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "page=-1               | page | out_of_range",
                "page=100001           | page | out_of_range",
                "page=first            | page | out_of_range",
                "size=0                | size | out_of_range",
                "size=101              | size | out_of_range",
                "size=1000000          | size | out_of_range",
                "size=99999999999      | size | out_of_range",
                "sort=passwordHash     | sort | unknown_field",
                "sort=name,down        | sort | invalid_value",
                "sort=name,asc,total   | sort | invalid_value"
            })
    void outOfBoundsIsRefused(String query, String field, String code) {
        var answer = api.get("/public/list?" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.wrongFields()).containsExactly(field);
        assertThat(answer.text("errors/0/code")).isEqualTo(code);
    }

    @Test
    void everythingWrongIsSaidAtOnce() {
        assertThat(api.get("/public/list?page=-1&size=0&sort=x&sort=name").wrongFields())
                .containsExactly("page", "size", "sort");
    }

    @Test
    void springDataGetsTheSamePageWithATieBreak() {
        var query = new PageQuery(3, 10, List.of(new PageQuery.Order("total", true)));

        var pageable = Pageables.of(query, "id");

        assertThat(pageable.getOffset()).isEqualTo(query.offset()).isEqualTo(30);
        assertThat(pageable.getSort()).isEqualTo(Sort.by(Sort.Order.desc("total"), Sort.Order.asc("id")));
    }

    @Test
    void aLongListIsLinkedByNumberAsFarAsItIsCountedAndOnByCursor() {
        var first = api.get("/public/long-list?q=a&size=100");
        assertThat(first.number("totalItems")).isEqualTo(10_000);
        assertThat(first.body().get("approximate").booleanValue()).isTrue();
        assertThat(first.header("Link"))
                .contains("page=1&size=100>; rel=\"next\"")
                .doesNotContain("rel=\"last\"");

        var end = api.get("/public/long-list?q=a&size=100&page=99");
        assertThat(end.header("Link"))
                .contains("page=98&size=100>; rel=\"prev\"")
                .contains("</public/long-list?q=a&size=100&cursor=" + end.text("nextCursor") + ">; rel=\"next\"");

        var next = api.get(end.header("Link").replaceAll("(?s).*<([^>]*)>; rel=\"next\".*", "$1"));
        assertThat(next.status()).isEqualTo(200);
        assertThat(next.number("page")).isZero();
        assertThat(next.text("items/0")).isEqualTo("name <= :after0 AND (name < :after0 OR (id > :after1))");
        assertThat(next.header("Link"))
                .contains("cursor=")
                .contains("rel=\"next\"")
                .doesNotContain("page=");
    }

    @Test
    void aListSaysWhereItsPagesEndAndItsCursors() {
        assertThat(api.get("/public/long-list?size=100&page=100").text("code")).isEqualTo("page_too_deep");
        assertThat(api.get("/public/long-list?cursor=x").text("code")).isEqualTo("invalid_cursor");
        assertThat(api.get("/public/long-list?cursor=x&page=1").wrongFields()).containsExactly("page");
        assertThat(api.get("/public/long-list?cursor=").status()).isEqualTo(200);
        assertThat(api.get("/public/list?cursor=x").text("code"))
                .as("a list without cursors")
                .isEqualTo("validation_failed");
        assertThat(api.get("/public/list").body().has("approximate")).isFalse();
        assertThat(api.get("/public/list").body().has("nextCursor")).isFalse();
    }

    @Test
    void anEmptyListHasNoPages() {
        assertThat(PageBody.of(List.of(), new PageQuery(0, 20, List.of()), 0).totalPages())
                .isZero();
    }
}
