package shop.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import shop.test.SecuredKafka;

/** The whole service on a broker that knows users, with the rights of {@code access.txt} and no more. */
@ExtendWith(OutputCaptureExtension.class)
class SecuredBrokerTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void theSearchIndexTheRevokedAccountsAndTheListenersReadTheirTopics(@TempDir Path folder, CapturedOutput output) {
        var kafka = SecuredKafka.shared();
        var settings = new HashMap<>(kafka.settings("product-service"));
        settings.put("PRODUCT_SEARCH_DIRECTORY", folder.toString());
        try (var service = kafka.start(ProductServiceApplication.class, settings)) {
            await("what is said of the readers without a group")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(output)
                            .contains("the search index has caught up with the topics")
                            .contains("user_status is read"));
            await("partitions for each listener")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(service.getBean(KafkaListenerEndpointRegistry.class)
                                    .getListenerContainers())
                            .isNotEmpty()
                            .allSatisfy(listener ->
                                    assertThat(listener.getAssignedPartitions()).isNotEmpty()));
        }
    }
}
