package shop.local.stripe;

import java.util.List;
import java.util.Optional;

/**
 * One of Stripe's test cards. A program names it by its {@code pm_card_...} id; a number is only ever chosen on the hosted page.
 *
 * @param paymentMethods the ids it goes by
 * @param decline how the bank refuses this card; empty for a card it accepts
 * @see <a href="https://docs.stripe.com/testing">Stripe's list of test cards</a>
 */
record TestCard(
        String brand,
        String number,
        List<String> paymentMethods,
        Optional<Decline> decline,
        boolean authenticationRequired) {

    static final TestCard VISA = accepted("visa", "4242424242424242", "pm_card_visa");
    static final TestCard DECLINED = declined(
            new Decline("card_declined", "generic_decline", "Your card was declined."),
            "4000000000000002",
            "pm_card_chargeDeclined",
            "pm_card_visa_chargeDeclined");

    static final List<TestCard> ALL = List.of(
            VISA,
            accepted("visa", "4000056655665556", "pm_card_visa_debit"),
            accepted("mastercard", "5555555555554444", "pm_card_mastercard"),
            accepted("amex", "378282246310005", "pm_card_amex"),
            DECLINED,
            declined(
                    new Decline("card_declined", "insufficient_funds", "Your card has insufficient funds."),
                    "4000000000009995",
                    "pm_card_chargeDeclinedInsufficientFunds",
                    "pm_card_visa_chargeDeclinedInsufficientFunds"),
            declined(
                    new Decline("expired_card", "expired_card", "Your card has expired."),
                    "4000000000000069",
                    "pm_card_chargeDeclinedExpiredCard"),
            declined(
                    new Decline("incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect."),
                    "4000000000000127",
                    "pm_card_chargeDeclinedIncorrectCvc"),
            declined(
                    new Decline(
                            "processing_error",
                            "processing_error",
                            "An error occurred while processing your card. Try again in a little bit."),
                    "4000000000000119",
                    "pm_card_chargeDeclinedProcessingError"),
            authenticated("4000002760003184", "pm_card_authenticationRequired"),
            authenticated("4000000000003220", "pm_card_threeDSecure2Required"));

    TestCard {
        paymentMethods = List.copyOf(paymentMethods);
    }

    private static TestCard accepted(String brand, String number, String paymentMethod) {
        return new TestCard(brand, number, List.of(paymentMethod), Optional.empty(), false);
    }

    private static TestCard declined(Decline decline, String number, String... paymentMethods) {
        return new TestCard("visa", number, List.of(paymentMethods), Optional.of(decline), false);
    }

    private static TestCard authenticated(String number, String paymentMethod) {
        return new TestCard("visa", number, List.of(paymentMethod), Optional.empty(), true);
    }

    static Optional<TestCard> ofPaymentMethod(String id) {
        return ALL.stream().filter(card -> card.paymentMethods.contains(id)).findFirst();
    }

    static Optional<TestCard> ofNumber(String number) {
        return ALL.stream().filter(card -> card.number.equals(number)).findFirst();
    }

    String lastFour() {
        return number.substring(number.length() - 4);
    }

    String paymentMethod() {
        return paymentMethods.getFirst();
    }

    /** What the hosted page calls it. */
    String label() {
        var outcome = decline.map(refusal -> refusal.declineCode().replace('_', ' '))
                .orElse(authenticationRequired ? "asks for 3-D Secure" : "accepted");
        return brand + ", " + outcome;
    }

    /**
     * A refusal by the bank, in Stripe's words.
     *
     * @param code the error's {@code code}, for example {@code card_declined}
     * @param declineCode the bank's reason, for example {@code insufficient_funds}
     */
    record Decline(String code, String declineCode, String message) {}
}
