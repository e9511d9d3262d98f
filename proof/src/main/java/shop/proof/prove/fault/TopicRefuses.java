package shop.proof.prove.fault;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import shop.proof.Broker;

/** One topic takes no records, as if too few of its replicas were left; all others do. */
record TopicRefuses(String name, String topic) implements Fault {

    private static final String REPLICAS_NEEDED = "min.insync.replicas";

    @Override
    public Set<String> strikes() {
        return Set.of("topic " + topic, "kafka");
    }

    @Override
    public void strike(Target target) throws ExecutionException, InterruptedException, TimeoutException {
        alter(new AlterConfigOp(new ConfigEntry(REPLICAS_NEEDED, "2"), AlterConfigOp.OpType.SET));
    }

    @Override
    public void heal(Target target) throws ExecutionException, InterruptedException, TimeoutException {
        alter(new AlterConfigOp(new ConfigEntry(REPLICAS_NEEDED, ""), AlterConfigOp.OpType.DELETE));
    }

    private void alter(AlterConfigOp operation) throws ExecutionException, InterruptedException, TimeoutException {
        try (var admin = Admin.create(Map.of("bootstrap.servers", Broker.address()))) {
            admin.incrementalAlterConfigs(
                            Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(operation)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }
}
