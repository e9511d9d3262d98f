package shop.operations;

/** What became of a dead letter. */
enum DeadLetterState {
    /** Nobody has decided yet. */
    OPEN,
    /** On its way back to its topic; whoever sends it has a moment for that, then it may be tried again. */
    REPLAYING,
    /** Sent back to its topic. Should it fail again, that is a new dead letter. */
    REPLAYED,
    /** Nobody needs it; its content is deleted. */
    DISCARDED
}
