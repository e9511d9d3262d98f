package shop.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.io.ClassPathResource;
import shop.test.Contracts;

class StoredEnvelopesTest {

    /** Half of what is left are ids and times, in which nothing repeats. */
    @ParameterizedTest
    @CsvSource({
        "order_placed, order.placed.v1",
        "order_status, order.status.v1",
        "payment_status, payment.status.v1",
        "stock_changed, stock.changed.v1",
        "user_registered, user.registered.v1",
        "user_status, user.status.v1"
    })
    void anEventOfAServiceIsStoredInLessThanHalfOfItsSize(String topic, String type) {
        var envelope = Contracts.example(topic, type).toString();
        var texts = StoredEnvelopes.packed();

        var stored = texts.pack(envelope);

        assertThat(stored.length).isLessThan(envelope.length() / 2);
        assertThat(texts.unpack(stored)).isEqualTo(envelope);
    }

    /** What waits in an outbox while a service is upgraded was packed with it. */
    @Test
    void theDictionaryIsNeverChanged() throws IOException {
        var text = new ClassPathResource("shop/events/envelopes-1.txt")
                .getContentAsString(StandardCharsets.UTF_8)
                .strip();

        assertThat(text).hasSize(2_580);
        assertThat(text.hashCode()).isEqualTo(-1_666_805_158);
    }
}
