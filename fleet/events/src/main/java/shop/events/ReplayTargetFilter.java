package shop.events;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.listener.adapter.RecordFilterStrategy;
import org.springframework.kafka.support.KafkaUtils;

/**
 * Lets a record be for one consumer group alone: what one consumer could not handle is sent to its topic again, and all others, who have
 * handled it long ago and may have forgotten that they did, pass it over.
 */
public final class ReplayTargetFilter implements RecordFilterStrategy<Object, Object> {

    /** The group that the record is for; without it, it is for all. */
    public static final String HEADER = "shop_for-group";

    ReplayTargetFilter() {}

    @Override
    public boolean filter(ConsumerRecord<Object, Object> message) {
        return isForAnother(message);
    }

    /** Whether it is not for the group whose thread asks. */
    static boolean isForAnother(ConsumerRecord<?, ?> message) {
        var addressee = message.headers().lastHeader(HEADER);
        return addressee != null
                && !new String(addressee.value(), StandardCharsets.UTF_8).equals(KafkaUtils.getConsumerGroupId());
    }
}
