package shop.proof.prove.run;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import shop.proof.Broker;
import shop.proof.Fleet;

/** Reads how much waits in the outboxes and on the topics, past all proxies; says nothing while a store is struck. */
final class BacklogReader implements AutoCloseable {

    private static final List<String> DATABASES = List.of("users", "inventory", "orders", "payments");
    private static final String ADMIN = "postgres";
    private static final String ADMIN_PASSWORD = "local-only-postgres";
    private static final int SECONDS = 3;

    private final int postgres = Fleet.running().port("postgres");
    private final Admin broker = Admin.create(Map.of(
            "bootstrap.servers",
            Broker.address(),
            "default.api.timeout.ms",
            SECONDS * 1000,
            "request.timeout.ms",
            SECONDS * 1000));

    TimeLine.Backlog read(Duration at) throws InterruptedException {
        long records;
        try {
            records = records();
        } catch (ExecutionException | TimeoutException _) {
            records = -1;
        }
        try {
            var rows = 0L;
            var oldest = 0L;
            for (var database : DATABASES) {
                var found = outbox(database);
                rows += found[0];
                oldest = Math.max(oldest, found[1]);
            }
            return new TimeLine.Backlog(at, records, rows, Duration.ofMillis(oldest));
        } catch (SQLException _) {
            return new TimeLine.Backlog(at, records, -1, Duration.ZERO);
        }
    }

    /** What the consumer groups have not handled of the topics. */
    private long records() throws ExecutionException, InterruptedException, TimeoutException {
        var groups = new HashMap<String, ListConsumerGroupOffsetsSpec>();
        for (var group :
                broker.listGroups(ListGroupsOptions.forConsumerGroups()).all().get(SECONDS, TimeUnit.SECONDS)) {
            groups.put(group.groupId(), new ListConsumerGroupOffsetsSpec());
        }
        if (groups.isEmpty()) {
            return 0;
        }
        var handled = broker.listConsumerGroupOffsets(groups).all().get(SECONDS, TimeUnit.SECONDS);
        var wanted = new HashMap<TopicPartition, OffsetSpec>();
        handled.values()
                .forEach(offsets -> offsets.keySet().forEach(partition -> wanted.put(partition, OffsetSpec.latest())));
        var ends = broker.listOffsets(wanted).all().get(SECONDS, TimeUnit.SECONDS);
        var waiting = 0L;
        for (var offsets : handled.values()) {
            for (var entry : offsets.entrySet()) {
                var end = ends.get(entry.getKey());
                if (entry.getValue() != null && end != null) {
                    waiting += Math.max(0, end.offset() - entry.getValue().offset());
                }
            }
        }
        return waiting;
    }

    /** Rows, and the age of the oldest in milliseconds. */
    private long[] outbox(String database) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", ADMIN);
        properties.setProperty("password", ADMIN_PASSWORD);
        properties.setProperty("connectTimeout", "1");
        properties.setProperty("socketTimeout", String.valueOf(SECONDS));
        try (var connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + postgres + "/" + database, properties);
                var statement = connection.createStatement();
                var row = statement.executeQuery("""
                        SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(created_at)) * 1000, 0)::bigint
                        FROM outbox""")) {
            row.next();
            return new long[] {row.getLong(1), Math.max(0, row.getLong(2))};
        }
    }

    @Override
    public void close() {
        broker.close(Duration.ofSeconds(SECONDS));
    }
}
