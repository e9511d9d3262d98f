package shop.payment.domain;

/** What the provider said of a payment at one moment. */
public record Snapshot(ProviderRefs refs, Outcome outcome) {}
