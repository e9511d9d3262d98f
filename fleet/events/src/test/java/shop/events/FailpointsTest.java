package shop.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static shop.events.EventSamples.newId;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.transaction.support.TransactionSynchronizationManager;

class FailpointsTest {

    final ApplicationContextRunner service = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    TrialAutoConfiguration.class, EventsAutoConfiguration.class, KafkaAutoConfiguration.class))
            .withPropertyValues("spring.application.name=order-service", "spring.kafka.bootstrap-servers=127.0.0.1:1");

    /** What happened, in its order. */
    final List<String> steps = new ArrayList<>();

    @AfterEach
    void endTransaction() {
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.clearSynchronization();
        }
    }

    @Test
    void readsWhichAreOn() {
        assertThat(Failpoints.read("before-commit=0.01, after-effect=1"))
                .isEqualTo(Map.of(Failpoint.BEFORE_COMMIT, 0.01, Failpoint.AFTER_EFFECT, 1.0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "after-send",
                "after-send=",
                "after-send=0",
                "after-send=1.1",
                "after-send=NaN",
                "=1",
                "somewhere=1"
            })
    void refusesWhatIsNoFailpoint(String setting) {
        assertThatThrownBy(() -> Failpoints.read(setting))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("after-send");
    }

    @Test
    void areRefusedOutsideOfTheLocalProfile() {
        service.withPropertyValues("shop.failpoints=after-send=0.5")
                .run(context ->
                        assertThat(context).getFailure().rootCause().hasMessageContaining("local profile only"));
    }

    @Test
    void areNotThereWithoutTheSetting() {
        service.withPropertyValues("spring.profiles.active=local").run(context -> {
            assertThat(context).doesNotHaveBean(TrialAutoConfiguration.Wrapper.class);
            assertThat(context.getBean(EventSender.class)).isInstanceOf(KafkaEventSender.class);
        });
    }

    @Test
    void areAroundSenderAndListenersOfALocalService() {
        service.withPropertyValues("spring.profiles.active=local", "shop.failpoints=after-send=0.5")
                .run(context -> {
                    assertThat(context.getBean(EventSender.class)).isNotInstanceOf(KafkaEventSender.class);
                    for (ConcurrentKafkaListenerContainerFactory<?, ?> factory : context.getBeansOfType(
                                    ConcurrentKafkaListenerContainerFactory.class)
                            .values()) {
                        assertThat(factory.createContainer("order_status")
                                        .getContainerProperties()
                                        .getAdviceChain())
                                .hasSize(2);
                    }
                });
    }

    @Test
    void areReachedAroundTheCommit() {
        var outbox = (Outbox) wrapper(Map.of(Failpoint.BEFORE_COMMIT, 1.0, Failpoint.AFTER_COMMIT, 1.0))
                .postProcessAfterInitialization(
                        new Outbox() {
                            @Override
                            public void append(OutgoingEvent event) {
                                steps.add("append");
                            }
                        },
                        "outbox");
        TransactionSynchronizationManager.initSynchronization();

        outbox.append(EventSamples.status(newId(), 1));

        assertThat(steps).containsExactly("append");
        var synchronizations = TransactionSynchronizationManager.getSynchronizations();
        synchronizations.forEach(one -> one.beforeCommit(false));
        assertThat(steps).containsExactly("append", "crash");
        synchronizations.forEach(one -> one.afterCommit());
        assertThat(steps).containsExactly("append", "crash", "crash");
    }

    @Test
    void areReachedWhenKafkaHasTheEventAndBeforeAnybodyKnows() {
        var acknowledged = new CompletableFuture<RecordPosition>();
        EventSender sender = (_, _, _) -> acknowledged;
        var wrapped = (EventSender)
                wrapper(Map.of(Failpoint.AFTER_SEND, 1.0)).postProcessAfterInitialization(sender, "sender");

        var sending = wrapped.send("t", newId(), "{}").thenRun(() -> steps.add("known"));
        assertThat(steps).isEmpty();
        acknowledged.complete(new RecordPosition("t", 0, 0));

        assertThat(sending).isCompleted();
        assertThat(steps).containsExactly("crash", "known");
    }

    @Test
    void areDrawnByChanceAndRepeatWithTheirSeed() {
        var first = crashes(7);
        assertThat(first).isBetween(50, 150);
        assertThat(crashes(7)).isEqualTo(first);
    }

    private int crashes(long seed) {
        steps.clear();
        var failpoints = new Failpoints(Map.of(Failpoint.AFTER_SEND, 0.1), seed, () -> steps.add("crash"));
        for (var i = 0; i < 1_000; i++) {
            failpoints.reach(Failpoint.AFTER_SEND);
            failpoints.reach(Failpoint.AFTER_EFFECT);
        }
        return steps.size();
    }

    private TrialAutoConfiguration.Wrapper wrapper(Map<Failpoint, Double> chances) {
        return new TrialAutoConfiguration.Wrapper(new Failpoints(chances, 1, () -> steps.add("crash")));
    }
}
