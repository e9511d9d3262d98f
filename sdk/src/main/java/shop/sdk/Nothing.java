package shop.sdk;

/** The body of an answer without one. */
public enum Nothing {
    NOTHING
}
