package shop.recommendations;

/**
 * An item that is recommended beside another one.
 *
 * @param weight what it adds to the score of a basket that has the other one; comparable within one model only
 * @param together how many baskets have both
 */
public record Neighbor<T>(T item, double weight, int together) {}
