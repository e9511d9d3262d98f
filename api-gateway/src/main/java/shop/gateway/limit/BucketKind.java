package shop.gateway.limit;

/** What is counted. */
enum BucketKind {
    /** Requests of one account. */
    USER,
    /** Requests from one address, whoever sends them. */
    ADDRESS,
    /** Failed tries from one address to get into an account, or to learn of one. */
    FAILURES
}
