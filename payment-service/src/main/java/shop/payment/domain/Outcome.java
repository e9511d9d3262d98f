package shop.payment.domain;

import shop.kernel.Money;

/** Where a payment stands with the provider. */
public sealed interface Outcome {

    /** Known there, and nobody has tried to pay yet. */
    record Open() implements Outcome {}

    record Processing() implements Outcome {}

    /** The buyer has to act first, on the page of the {@link ProviderRefs}. */
    record ActionRequired() implements Outcome {}

    /**
     * The money was taken.
     *
     * @param livemode whether it is real money
     */
    record Paid(Money received, boolean livemode) implements Outcome {}

    /**
     * The last try was refused. The provider may allow another one on the same payment.
     *
     * @param code the bank's reason, for example {@code insufficient_funds}
     */
    record Declined(String code) implements Outcome {}

    /**
     * Over for good, without money.
     *
     * @param code why, for example {@code checkout_expired}
     */
    record Closed(String code) implements Outcome {}

    /** Over for good, without money, because the buyer wants to pay in another way. */
    record GivenUp() implements Outcome {}
}
