package shop.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.kafka.core.KafkaAdmin;
import shop.test.Infrastructure;

class BrokerTest {

    private static final TopicPartition PARTITION = new TopicPartition("order_placed", 0);

    @Test
    void saysSoWhenNobodyAnswers() {
        var broker = broker("127.0.0.1:1");

        assertThatThrownBy(broker::groups).isInstanceOf(BrokerUnavailableException.class);
        assertThatThrownBy(() -> broker.isCompacted("stock_changed")).isInstanceOf(BrokerUnavailableException.class);
    }

    @Test
    void saysSoWhenThereIsNoSuchHost() {
        assertThatThrownBy(broker("no-such-host.invalid:9092")::groups).isInstanceOf(BrokerUnavailableException.class);
    }

    @Test
    void knowsWhichTopicsAreCompacted() {
        var broker = broker(Infrastructure.shared().kafka());

        assertThat(broker.isCompacted("stock_changed")).isTrue();
        assertThat(broker.isCompacted("order_placed")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        // committed, begin, end, lag
        "10, 0, 15, 5",
        "15, 0, 15, 0",
        "-1, 0, 15, 15",
        "-1, 7, 15, 8",
        // What it had not read is gone by now.
        "3, 7, 15, 8",
        // The topic was made anew.
        "40, 0, 15, 0"
    })
    void lagIsWhatIsLeftToRead(long committed, long begin, long end, long lag) {
        assertThat(new Broker.Position("group", PARTITION, committed, begin, end).lag())
                .isEqualTo(lag);
    }

    private static Broker broker(String servers) {
        return new Broker(new KafkaAdmin(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers)));
    }
}
