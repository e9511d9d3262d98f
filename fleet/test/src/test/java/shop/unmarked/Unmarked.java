package shop.unmarked;

/** Its package is not null-marked. */
public final class Unmarked {}
