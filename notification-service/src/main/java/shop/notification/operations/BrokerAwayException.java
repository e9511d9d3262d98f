package shop.notification.operations;

import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The broker does not answer in time, or cannot. */
public final class BrokerAwayException extends RuntimeException {

    BrokerAwayException(Throwable cause) {
        super("The broker does not answer", cause);
    }

    /** Whether it does answer, but has no such topic. */
    boolean isAboutATopic() {
        return getCause() instanceof UnknownTopicOrPartitionException || getCause() instanceof InvalidTopicException;
    }
}
