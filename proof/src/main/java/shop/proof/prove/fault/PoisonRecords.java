package shop.proof.prove.fault;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import shop.proof.Broker;
import shop.proof.prove.check.PoisonedRecord;

/** Records that no consumer can read, among the others: each must end among the dead letters, and hold nobody up. */
record PoisonRecords(String name, Random random) implements Fault {

    private static final int MANY = 20;
    private static final int PARTITIONS = 3;
    private static final List<String> TOPICS =
            List.of("order_placed", "order_status", "payment_status", "user_registered");

    @Override
    public Set<String> strikes() {
        return Set.of("records", "kafka");
    }

    @Override
    public void strike(Target target) throws ExecutionException, InterruptedException {
        try (var producer = Broker.producer()) {
            for (var number = 0; number < MANY; number++) {
                var key = new UUID(random.nextLong(), random.nextLong()).toString();
                var topic = TOPICS.get(random.nextInt(TOPICS.size()));
                var record = new ProducerRecord<>(topic, random.nextInt(PARTITIONS), key, value(number));
                if (number % 5 == 0) {
                    record.headers()
                            .add("__TypeId__", "javax.script.ScriptEngineManager".getBytes(StandardCharsets.UTF_8));
                }
                // The producer tries again by itself, for minutes, and its retries are one record.
                var place = producer.send(record).get();
                target.addPoisoned(new PoisonedRecord(place.topic(), place.partition(), place.offset()));
            }
        }
    }

    private static byte @Nullable [] value(int number) {
        return switch (number % 5) {
            case 0 -> "{\"id\": 1}".getBytes(StandardCharsets.UTF_8);
            case 1 -> "{\"id\": ".getBytes(StandardCharsets.UTF_8);
            case 2 -> "[1, 2, 3]".getBytes(StandardCharsets.UTF_8);
            case 3 -> null;
            default -> ("{\"x\": \"" + "y".repeat(200_000) + "\"}").getBytes(StandardCharsets.UTF_8);
        };
    }
}
