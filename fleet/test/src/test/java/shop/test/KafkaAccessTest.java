package shop.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KafkaAccessTest {

    static Stream<String> topics() {
        return Infrastructure.TOPICS.stream();
    }

    /** Every event says in {@code source} which service it is from. */
    @ParameterizedTest
    @MethodSource("topics")
    void theWriterOfATopicIsTheSourceOfItsEvents(String topic) {
        var event = Contracts.example(topic, topic.replace('_', '.') + ".v1");
        var source = event.get("source").stringValue().replaceFirst("^/", "");

        assertThat(KafkaAccess.read().users(AclOperation.WRITE, ResourceType.TOPIC, topic))
                .as("writers of %s", topic)
                .containsExactlyInAnyOrder(source, "dead-letter-replay");
    }
}
