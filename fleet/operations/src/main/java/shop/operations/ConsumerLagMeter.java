package shop.operations;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;

/**
 * How far each group is behind, as a metric. What a consumer says of itself ends with it; the broker knows also of one that is dead or
 * stuck.
 */
class ConsumerLagMeter {

    private final ConsumerLag lag;
    private final MultiGauge gauge;

    ConsumerLagMeter(ConsumerLag lag, MeterRegistry registry) {
        this.lag = lag;
        this.gauge = MultiGauge.builder("shop.consumer.lag")
                .description("Records that a consumer group has not handled yet")
                .baseUnit("records")
                .register(registry);
    }

    /**
     * Reads it anew. While the broker is away, what was read before stays.
     *
     * @throws BrokerUnavailableException if the broker does not answer in time
     */
    void read() {
        var rows = lag.groups().stream()
                .flatMap(group -> group.topics().stream()
                        .map(topic -> MultiGauge.Row.of(
                                Tags.of("group", group.group(), "topic", topic.topic()), topic.lag())))
                .toList();
        gauge.register(rows, true);
    }
}
