package shop.proof.prove.fault;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A service ends by itself as a crash would end it, at a place that a kill from outside hardly ever hits. */
record Failpoint(String name, String service, String place) implements Fault {

    private static final String SETTING = "SHOP_FAILPOINTS";
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @Override
    public Set<String> strikes() {
        return Set.of(service, Faults.LAUNCHER);
    }

    @Override
    public void prepare(Layout layout) {
        layout.apart(service);
    }

    @Override
    public void strike(Target target) {
        target.layout().set(service, SETTING, place + "=0.2");
        try {
            target.fleet().restart(service, Map.of());
        } catch (AssertionError ended) {
            // What had waited for it was enough to bring it there.
            target.say(service + " came to " + place + " before it was ready");
        }
        try {
            Awaitility.await(service + " at " + place)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(2))
                    .until(() -> target.fleet().notUp().contains(service));
        } catch (ConditionTimeoutException never) {
            target.say(service + " did not come to " + place + " within " + PATIENCE.toSeconds() + " s");
        } finally {
            target.layout().unset(service, SETTING);
        }
    }

    @Override
    public void heal(Target target) {
        target.layout().unset(service, SETTING);
        if (target.fleet().notUp().contains(service)) {
            target.startIfDown(service);
        } else {
            target.restart(service);
        }
    }
}
