package shop.storefront.shell;

/**
 * A state in a word.
 *
 * @param kind {@code neutral}, {@code info}, {@code success}, {@code warning} or {@code danger}
 */
public record Badge(String label, String kind) {}
