package shop.proof.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ServerTimesTest {

    private static final String BEFORE = metrics(10, 10, 10);
    private static final String AFTER = metrics(60, 100, 110);

    @Test
    void whatLiesBetweenTwoReadingsIsWhatWasAsked() {
        var between = ServerTimes.of(AFTER, "/p/{id}").since(ServerTimes.of(BEFORE, "/p/{id}"));

        assertThat(between.count()).isEqualTo(100);
        assertThat(between.within(0.05)).isEqualTo(0.9);
        assertThat(between.millis(0.5)).isCloseTo(20, Offset.offset(1e-6));
        assertThat(between.millis(0.7)).isCloseTo(35, Offset.offset(1e-6));
        assertThat(between.millis(0.95)).isInfinite();
    }

    @Test
    void beforeAnyRequestAllThatIsAskedIsNew() {
        assertThat(ServerTimes.of(AFTER, "/p/{id}")
                        .since(ServerTimes.of("", "/p/{id}"))
                        .count())
                .isEqualTo(110);
        assertThat(ServerTimes.of(AFTER, "/other").count()).isZero();
    }

    @Test
    void aTimeThatIsNoBucketsEndIsNotGuessed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerTimes.of(AFTER, "/p/{id}").within(0.04))
                .withMessageContaining("0.05");
    }

    private static String metrics(int within20, int within50, int all) {
        return """
                http_server_requests_seconds_bucket{application="storefront",status="200",uri="/p/{id}",le="0.02"} %d
                http_server_requests_seconds_bucket{application="storefront",status="200",uri="/p/{id}",le="0.05"} %d
                http_server_requests_seconds_bucket{application="storefront",status="200",uri="/p/{id}",le="+Inf"} %d
                http_server_requests_seconds_bucket{application="storefront",status="404",uri="/p/{id}",le="+Inf"} 7
                http_server_requests_seconds_count{application="storefront",status="200",uri="/p/{id}"} %d
                """.formatted(within20, within50, all, all);
    }
}
