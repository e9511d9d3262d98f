package shop.proof;

import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The broker of the running fleet, for what no client of the API can do: to send a service what no service would send. */
public final class Broker {

    private Broker() {}

    /** Where it listens. */
    public static String address() {
        return "127.0.0.1:" + Fleet.running().port("kafka");
    }

    /** Sends anything, also what is larger than a service may send. */
    public static KafkaProducer<String, byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", address(), "max.request.size", 4 << 20, "max.block.ms", 10_000),
                new StringSerializer(),
                new ByteArraySerializer());
    }
}
