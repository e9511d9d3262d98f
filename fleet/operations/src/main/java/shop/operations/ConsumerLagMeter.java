package shop.operations;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;

/**
 * How far each group is behind in each partition, as a metric. What a consumer says of itself ends with it; the broker knows also of one
 * that is dead, or stuck in one partition.
 */
class ConsumerLagMeter {

    private final Broker broker;
    private final MultiGauge gauge;

    ConsumerLagMeter(Broker broker, MeterRegistry registry) {
        this.broker = broker;
        this.gauge = MultiGauge.builder("shop.consumer.lag")
                .description("Records that a consumer group has not handled yet")
                .baseUnit("records")
                .register(registry);
    }

    /**
     * Reads it anew. While the broker does not answer there is no figure: an old one would look like a consumer that is stuck, or well.
     *
     * @throws BrokerUnavailableException if the broker does not answer in time
     */
    void read() {
        try {
            gauge.register(rows(), true);
        } catch (BrokerUnavailableException away) {
            gauge.register(List.of(), true);
            throw away;
        }
    }

    private List<MultiGauge.Row<?>> rows() {
        return broker.groups().positions().stream()
                .<MultiGauge.Row<?>>map(position -> MultiGauge.Row.of(
                        Tags.of(
                                "group", position.group(),
                                "topic", position.partition().topic(),
                                "partition", String.valueOf(position.partition().partition())),
                        position.lag()))
                .toList();
    }
}
