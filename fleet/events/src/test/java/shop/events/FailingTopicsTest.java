package shop.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailingTopicsTest {

    final AtomicLong time = new AtomicLong();
    final FailingTopics topics = new FailingTopics(Duration.ofSeconds(1), time::get);

    @Test
    void aFailingTopicPausesLongerEachTimeItIsTried() {
        topics.failed("t");
        assertThat(topics.paused()).containsExactly("t");
        passes(200);
        assertThat(topics.paused()).isEmpty();
        assertThat(topics.contains("t")).as("not to be trusted yet").isTrue();

        topics.tried("t");
        topics.failed("t");
        passes(399);
        assertThat(topics.paused()).containsExactly("t");
        passes(1);
        assertThat(topics.paused()).isEmpty();

        topics.tried("t");
        topics.tried("t");
        topics.tried("t");
        passes(1000);
        assertThat(topics.paused()).as("no longer than the longest").isEmpty();
    }

    @Test
    void oneSuccessMakesItWell() {
        topics.failed("t");

        assertThat(topics.succeeded("t")).isTrue();

        assertThat(topics.isEmpty()).isTrue();
        assertThat(topics.succeeded("t")).isFalse();
        topics.tried("t");
        assertThat(topics.all()).isEmpty();
    }

    private void passes(long millis) {
        time.addAndGet(Duration.ofMillis(millis).toNanos());
    }
}
