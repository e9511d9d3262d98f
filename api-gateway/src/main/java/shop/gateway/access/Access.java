package shop.gateway.access;

/** What a caller needs for one row of the resource map. Whose thing it is, the service behind decides. */
enum Access {
    /** Everybody; a token that comes along must be good all the same. */
    OPEN,
    /** Any account. */
    USER,
    /** An account with the role ADMIN. */
    ADMIN
}
