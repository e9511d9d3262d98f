package shop.security;

/** What an account may do. */
public enum Role {
    USER,
    ADMIN
}
