package shop.operations;

import java.util.UUID;

/** Why nothing was done with a dead letter. */
abstract sealed class DeadLetterException extends RuntimeException {

    private DeadLetterException(String message) {
        super(message);
    }

    /** There is no such dead letter. */
    static final class NotFound extends DeadLetterException {
        NotFound(UUID id) {
            super("No dead letter " + id);
        }
    }

    /** It was decided otherwise before. */
    static final class Closed extends DeadLetterException {
        Closed(UUID id, DeadLetterState state) {
            super("Dead letter " + id + " is " + state);
        }
    }

    /** Somebody else is at it. */
    static final class Busy extends DeadLetterException {
        Busy(UUID id) {
            super("Dead letter " + id + " is being worked on by somebody else");
        }
    }

    /** What is left of it is no record that a consumer could handle. */
    static final class NotReplayable extends DeadLetterException {
        NotReplayable(UUID id, String reason) {
            super("Dead letter " + id + " cannot be replayed: " + reason);
        }
    }
}
