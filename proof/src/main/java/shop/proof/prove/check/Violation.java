package shop.proof.prove.check;

/**
 * Something that must not be, found in a shop at rest.
 *
 * @param invariant the number of the broken one
 * @param what names the rows and what was expected of them
 */
public record Violation(int invariant, String what) {}
