package shop.events;

import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.KafkaAdmin;
import shop.test.RecordedSpans;

/** A service as small as it gets that uses all of fleet-events. */
@SpringBootApplication
class EventsTestApplication {

    static final String PAPERS = "papers";

    /** Takes 3 MB, its dead-letter topic the broker's 1 MB. */
    static final String LARGE = "large_things";

    /** Its dead-letter topic takes nothing at first. */
    static final String UNLETTERED = "unlettered";

    @Bean(destroyMethod = "close")
    RecordedSpans recordedSpans() {
        return new RecordedSpans();
    }

    @Bean
    Tracer tracer(RecordedSpans spans) {
        return spans.tracer();
    }

    @Bean
    Propagator propagator(RecordedSpans spans) {
        return spans.propagator();
    }

    @Bean
    OutboxCollection papers() {
        return new OutboxCollection(PAPERS);
    }

    @Bean
    KafkaAdmin.NewTopics topicsOfTheTest() {
        return new KafkaAdmin.NewTopics(
                TopicBuilder.name(LARGE)
                        .partitions(1)
                        .config(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(3 * 1024 * 1024))
                        .build(),
                new NewTopic(LARGE + DeadLetters.SUFFIX, 1, (short) 1),
                new NewTopic(UNLETTERED, 1, (short) 1),
                TopicBuilder.name(UNLETTERED + DeadLetters.SUFFIX)
                        .partitions(1)
                        .config(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "100")
                        .build());
    }
}
