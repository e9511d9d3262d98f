package shop.http.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;
import shop.test.Infrastructure;

class KeysetTest {

    static final int ENTRIES = 200;
    static final Instant FIRST = Instant.parse("2026-11-21T10:00:00.123456Z");

    static final Keyset<Entry> LIST = Keyset.of(
            Map.of("at", Keyset.Column.time("at", Entry::at), "total", Keyset.Column.number("total", Entry::total)),
            Keyset.Column.id("id", Entry::id));

    static JdbcClient sql;

    record Entry(UUID id, Instant at, long total) {}

    @BeforeAll
    static void makesAList() {
        var made = Infrastructure.shared().newDatabase("lists");
        sql = JdbcClient.create(new DriverManagerDataSource(made.url(), made.user(), made.password()));
        sql.sql("CREATE TABLE entry (id uuid PRIMARY KEY, at timestamptz NOT NULL, total bigint NOT NULL)")
                .update();
        var random = new Random(12);
        for (var number = 0; number < ENTRIES; number++) {
            sql.sql("INSERT INTO entry VALUES (:id, CAST(:at AS timestamptz), :total)")
                    .param("id", new UUID(random.nextLong(), random.nextLong()))
                    .param("at", FIRST.plusNanos(random.nextInt(9) * 1_000L).toString())
                    .param("total", random.nextInt(7) - 3L)
                    .update();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "at,asc",
                "at,desc",
                "total,asc",
                "total,desc",
                "at,desc;total,asc",
                "total,asc;at,desc",
                "total,desc;at,desc",
                "at,asc;total,asc"
            })
    void eachEntryIsOnOnePageInTheOrderOfTheList(String sort) {
        var walked = new ArrayList<Entry>();
        @Nullable String cursor = null;
        do {
            var page = page(new PageQuery(0, 7, sort(sort), cursor), ENTRIES);
            assertThat(page.items()).hasSizeBetween(1, 7);
            walked.addAll(page.items());
            cursor = page.nextCursor();
        } while (cursor != null);

        assertThat(walked).hasSize(ENTRIES).doesNotHaveDuplicates().isEqualTo(whole(sort));
        assertThat(page(new PageQuery(3, 7, sort(sort)), ENTRIES).items()).isEqualTo(walked.subList(21, 28));
    }

    @Test
    void aShortListIsCountedExactly() {
        var page = page(new PageQuery(0, 100, sort("at,asc")), Keyset.MOST_COUNTED);

        assertThat(page.totalItems()).isEqualTo(Keyset.MOST_COUNTED);
        assertThat(page.approximate()).isNull();
        assertThat(page(new PageQuery(Keyset.MOST_COUNTED, 1, sort("at,asc")), ENTRIES)
                        .items())
                .as("a page behind the end is empty")
                .isEmpty();
    }

    @Test
    void aLongListIsCountedAndReachedByNumberToTheBound() {
        var page = page(new PageQuery(0, 100, sort("at,asc")), Keyset.MOST_COUNTED + 1L);

        assertThat(page.totalItems()).isEqualTo(Keyset.MOST_COUNTED);
        assertThat(page.totalPages()).isEqualTo(Keyset.MOST_COUNTED / 100);
        assertThat(page.approximate()).isTrue();
        assertThatExceptionOfType(PageTooDeepException.class)
                .isThrownBy(() ->
                        page(new PageQuery(Keyset.MOST_COUNTED / 100, 100, sort("at,asc")), Keyset.MOST_COUNTED + 1L));
    }

    /** Whatever a client makes up. */
    @Test
    void aCursorThatIsNoneOfThisListIsRefused() {
        var good = Objects.requireNonNull(
                page(new PageQuery(0, 1, sort("at,asc")), ENTRIES).nextCursor());
        var odd = Stream.of(
                "x",
                ".",
                "..",
                "%%%",
                " ",
                "ä",
                good + ".",
                good + good,
                "." + good,
                good.substring(1),
                cursor("at,asc"),
                cursor("at,asc", FIRST.toString()),
                cursor("at,asc", "yesterday", UUID.randomUUID().toString()),
                cursor("at,asc", "+999999999-01-01T00:00:00Z", UUID.randomUUID().toString()),
                cursor("at,asc", "-0001-01-01T00:00:00Z", UUID.randomUUID().toString()),
                cursor("at,asc", FIRST.toString(), "x"),
                cursor("at,asc", FIRST.toString(), "\u0000"),
                cursor("at,asc", FIRST.toString(), UUID.randomUUID().toString(), "more"),
                cursor("at,desc", FIRST.toString(), UUID.randomUUID().toString()),
                cursor("total,asc", "1", UUID.randomUUID().toString()),
                cursor("total,asc", "99999999999999999999", UUID.randomUUID().toString()),
                cursor("", UUID.randomUUID().toString()),
                cursor(
                        "id;DROP TABLE entry",
                        FIRST.toString(),
                        UUID.randomUUID().toString()));

        assertThat(page(new PageQuery(0, 1, sort("at,asc"), good), ENTRIES).items())
                .hasSize(1);
        odd.forEach(cursor -> assertThatExceptionOfType(InvalidCursorException.class)
                .as(cursor)
                .isThrownBy(() -> page(new PageQuery(0, 1, sort("at,asc"), cursor), ENTRIES)));
    }

    private static String cursor(String... parts) {
        return Stream.of(parts)
                .map(part ->
                        Base64.getUrlEncoder().withoutPadding().encodeToString(part.getBytes(StandardCharsets.UTF_8)))
                .collect(Collectors.joining("."));
    }

    private static PageBody<Entry> page(PageQuery query, long counted) {
        var slice = LIST.slice(query);
        var found = sql.sql("SELECT * FROM entry WHERE " + slice.condition() + " ORDER BY " + slice.order()
                        + " LIMIT :limit OFFSET :offset")
                .params(slice.values())
                .query((row, _) -> entry(
                        row.getObject("id", UUID.class),
                        row.getObject("at", OffsetDateTime.class),
                        row.getLong("total")))
                .list();
        return LIST.page(found, query, () -> counted);
    }

    private static List<Entry> whole(String sort) {
        var order = LIST.slice(new PageQuery(0, 1, sort(sort))).order();
        return sql.sql("SELECT * FROM entry ORDER BY " + order)
                .query((row, _) -> entry(
                        row.getObject("id", UUID.class),
                        row.getObject("at", OffsetDateTime.class),
                        row.getLong("total")))
                .list();
    }

    private static Entry entry(UUID id, OffsetDateTime at, long total) {
        return new Entry(id, at.toInstant(), total);
    }

    private static List<PageQuery.Order> sort(String sort) {
        return Stream.of(sort.split(";", -1))
                .filter(field -> !field.isEmpty())
                .map(field -> field.split(",", -1))
                .map(parts -> new PageQuery.Order(parts[0], parts[1].equals("desc")))
                .toList();
    }
}
