package shop.payment.domain;

/**
 * What the provider said of a payment at one moment.
 *
 * @param card what it said of the card on the way
 */
public record Snapshot(ProviderRefs refs, Outcome outcome, CardFacts card) {

    public Snapshot(ProviderRefs refs, Outcome outcome) {
        this(refs, outcome, CardFacts.NONE);
    }

    /** The same, with another outcome. */
    public Snapshot as(Outcome other) {
        return new Snapshot(refs, other, card);
    }
}
