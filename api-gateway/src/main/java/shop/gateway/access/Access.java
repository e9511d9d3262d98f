package shop.gateway.access;

/** What a caller needs for one row of the resource map. Whose thing it is, the service behind decides. */
enum Access {
    /** Everybody, and as nobody: cookies are not looked at, because whom they belong to changes nothing. */
    ANYBODY,
    /** Everybody; a token that comes along must be good all the same, but reading with an old cookie is reading without one. */
    OPEN,
    /** Any account. */
    USER,
    /** An account with the role ADMIN. */
    ADMIN
}
