package shop.events;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.aopalliance.aop.Advice;
import org.aopalliance.intercept.MethodInterceptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.kafka.config.ContainerCustomizer;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * For trials: puts failpoints around the outbox, the sender and the listeners, and takes a guard of the listeners away. What is tried stays
 * as it is: without the settings there is nothing of this in a service.
 */
@AutoConfiguration(
        before = {
            EventsAutoConfiguration.class,
            JdbcEventsAutoConfiguration.class,
            DocumentEventsAutoConfiguration.class
        })
class TrialAutoConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(TrialAutoConfiguration.class);

    @Bean
    @ConditionalOnProperty(SwitchedOffGuards.SETTING)
    static BeanPostProcessor switchedOffGuards(Environment environment) {
        return SwitchedOffGuards.in(environment).contains(DisabledDeduplication.GUARD)
                ? new DisabledDeduplication()
                : new BeanPostProcessor() {};
    }

    /** Early and without other beans: it may have to be around any of them. */
    @Bean
    @ConditionalOnProperty("shop.failpoints")
    static BeanPostProcessor failpoints(Environment environment) {
        if (!environment.acceptsProfiles(Profiles.of("local"))) {
            throw new IllegalStateException("shop.failpoints is set, and allowed in the local profile only");
        }
        var setting = environment.getRequiredProperty("shop.failpoints");
        var seed = environment.getProperty("shop.failpoint-seed", Long.class, System.nanoTime());
        LOG.warn("failpoints are on: {} (shop.failpoint-seed={}); the process will end at one of them", setting, seed);
        return new Wrapper(new Failpoints(Failpoints.read(setting), seed, Failpoints::halt));
    }

    static final class Wrapper implements BeanPostProcessor {

        private final Failpoints failpoints;

        Wrapper(Failpoints failpoints) {
            this.failpoints = failpoints;
        }

        @Override
        @SuppressWarnings("unchecked") // the one bean of that type is ours
        public Object postProcessAfterInitialization(Object bean, String name) {
            return switch (bean) {
                case Outbox outbox -> new WrappedOutbox(outbox, failpoints);
                case DocumentOutbox outbox -> new WrappedDocumentOutbox(outbox, failpoints);
                case EventSender sender -> wrapped(sender);
                case ContainerCustomizer<?, ?, ?> customizer ->
                    wrapped((ContainerCustomizer<Object, Object, ConcurrentMessageListenerContainer<Object, Object>>)
                            customizer);
                default -> bean;
            };
        }

        private EventSender wrapped(EventSender sender) {
            return (topic, key, envelope) -> sender.send(topic, key, envelope).thenApply(position -> {
                failpoints.reach(Failpoint.AFTER_SEND);
                return position;
            });
        }

        private ContainerCustomizer<Object, Object, ConcurrentMessageListenerContainer<Object, Object>> wrapped(
                ContainerCustomizer<Object, Object, ConcurrentMessageListenerContainer<Object, Object>> customizer) {
            MethodInterceptor afterEffect = call -> {
                var result = call.proceed();
                failpoints.reach(Failpoint.AFTER_EFFECT);
                return result;
            };
            return container -> {
                customizer.configure(container);
                var properties = container.getContainerProperties();
                properties.setAdviceChain(
                        Stream.concat(Arrays.stream(properties.getAdviceChain()), Stream.of(afterEffect))
                                .toArray(Advice[]::new));
            };
        }
    }

    private record WrappedOutbox(Outbox outbox, Failpoints failpoints) implements Outbox {

        @Override
        public void append(OutgoingEvent event) {
            appendAll(List.of(event));
        }

        @Override
        public void appendAll(List<OutgoingEvent> events) {
            if (TransactionSynchronizationManager.isSynchronizationActive()) {
                // Before the outbox's own, which hands the events to the relay.
                TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                    @Override
                    public void beforeCommit(boolean readOnly) {
                        failpoints.reach(Failpoint.BEFORE_COMMIT);
                    }

                    @Override
                    public void afterCommit() {
                        failpoints.reach(Failpoint.AFTER_COMMIT);
                    }
                });
            }
            outbox.appendAll(events);
        }
    }

    private record WrappedDocumentOutbox(DocumentOutbox outbox, Failpoints failpoints) implements DocumentOutbox {

        @Override
        public PendingEvent pending(OutgoingEvent event) {
            var pending = outbox.pending(event);
            failpoints.reach(Failpoint.BEFORE_COMMIT);
            return pending;
        }

        @Override
        public void relay(String collection, UUID documentId) {
            failpoints.reach(Failpoint.AFTER_COMMIT);
            outbox.relay(collection, documentId);
        }

        @Override
        public boolean awaitRelay(int mostWaiting, Duration patience) {
            return outbox.awaitRelay(mostWaiting, patience);
        }
    }
}
