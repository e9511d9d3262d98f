package shop.proof.prove.history;

/** How a call ended, as its client saw it. */
public enum Outcome {
    /** A response came, whatever its status. */
    ANSWERED,
    /** No response came in time. */
    TIMEOUT,
    /** The connection broke, or there was none. */
    CONNECTION_LOST
}
