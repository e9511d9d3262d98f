package shop.local.stripe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One of Stripe's test cards. A program names it by its {@code pm_card_...} id; a number is only ever chosen on the hosted page.
 *
 * @param country that issued it
 * @param paymentMethods the ids it goes by
 * @param decline how the bank refuses this card, at once or after its owner has confirmed; empty for a card it accepts
 * @param authenticationRequired whether its owner has to confirm each payment
 * @param sequel what happens to a payment with it afterwards
 * @see <a href="https://docs.stripe.com/testing">Stripe's list of test cards</a>
 */
record TestCard(
        String brand,
        String number,
        String country,
        List<String> paymentMethods,
        Optional<Decline> decline,
        boolean authenticationRequired,
        Sequel sequel) {

    /** What happens to a payment after it has succeeded. */
    enum Sequel {
        NONE,
        /** A refund is pending for a while, and then made. */
        REFUND_TAKES_TIME,
        /** A refund is made, and fails some time later. */
        REFUND_FAILS_LATER,
        DISPUTED_AS_FRAUDULENT,
        DISPUTED_AS_NOT_RECEIVED,
        DISPUTED_AS_NONCOMPLIANT,
        /** The bank only asks; no money moves. */
        INQUIRY,
        TWO_DISPUTES
    }

    static final TestCard VISA = accepted("visa", "4242424242424242", "US", "pm_card_visa", "pm_card_us");
    static final TestCard DECLINED = declined(
            "card_declined",
            "generic_decline",
            "Your card was declined.",
            "4000000000000002",
            "pm_card_chargeDeclined",
            "pm_card_visa_chargeDeclined");

    static final List<TestCard> ALL = all();

    private static List<TestCard> all() {
        var all = new ArrayList<TestCard>();
        byBrand(all);
        byCountry(all);
        refused(all);
        checked(all);
        all.addAll(List.of(
                sequel(Sequel.DISPUTED_AS_FRAUDULENT, "visa", "4000000000000259", "pm_card_createDispute"),
                sequel(
                        Sequel.DISPUTED_AS_NOT_RECEIVED,
                        "visa",
                        "4000000000002685",
                        "pm_card_createDisputeProductNotReceived"),
                sequel(Sequel.INQUIRY, "visa", "4000000000001976", "pm_card_createDisputeInquiry"),
                // The warning itself is an event that no shop here is subscribed to.
                sequel(Sequel.NONE, "visa", "4000000000005423", "pm_card_createIssuerFraudRecord"),
                sequel(Sequel.TWO_DISPUTES, "visa", "4000000404000079", "pm_card_createMultipleDisputes"),
                sequel(Sequel.DISPUTED_AS_FRAUDULENT, "visa", "4000000404000038", "pm_card_createCe3EligibleDispute"),
                sequel(Sequel.DISPUTED_AS_NONCOMPLIANT, "visa", "4000008400000779", "pm_card_createComplianceDispute"),
                sequel(
                        Sequel.DISPUTED_AS_NONCOMPLIANT,
                        "mastercard",
                        "5105008400000002",
                        "pm_card_createMastercardComplianceDispute"),
                sequel(
                        Sequel.DISPUTED_AS_FRAUDULENT,
                        "visa",
                        "4000000001000043",
                        "pm_card_createAutoRepresentmentEligibleDispute"),
                sequel(Sequel.REFUND_TAKES_TIME, "visa", "4000000000007726", "pm_card_pendingRefund"),
                sequel(Sequel.REFUND_FAILS_LATER, "visa", "4000000000005126", "pm_card_refundFail")));
        authenticated(all);
        return List.copyOf(all);
    }

    private static void byBrand(List<TestCard> all) {
        all.addAll(List.of(
                VISA,
                accepted("visa", "4000056655665556", "US", "pm_card_visa_debit"),
                accepted("mastercard", "5555555555554444", "US", "pm_card_mastercard"),
                accepted("mastercard", "2223003122003222", "US"),
                accepted("mastercard", "5200828282828210", "US", "pm_card_mastercard_debit"),
                accepted("mastercard", "5105105105105100", "US", "pm_card_mastercard_prepaid"),
                accepted(
                        "amex",
                        "378282246310005",
                        "US",
                        "pm_card_amex",
                        "pm_card_amex_threeDSecureNotSupported",
                        "pm_card_threeDSecureNotSupported"),
                accepted("amex", "371449635398431", "US"),
                accepted("discover", "6011111111111117", "US", "pm_card_discover"),
                accepted("discover", "6011000990139424", "US"),
                accepted("discover", "6011981111111113", "US", "pm_card_discover_debit"),
                accepted("diners", "3056930009020004", "US", "pm_card_diners"),
                accepted("diners", "36227206271667", "US"),
                accepted("discover", "6555900000604105", "US"),
                accepted("jcb", "3566002020360505", "JP", "pm_card_jcb"),
                accepted("unionpay", "6200000000000005", "US", "pm_card_unionpay"),
                accepted("unionpay", "6200000000000047", "US", "pm_card_unionpay_debit"),
                accepted("unionpay", "6205500000000000004", "US"),
                accepted(
                        "visa",
                        "4000002500001001",
                        "FR",
                        "pm_card_visa_cartesBancaires",
                        "pm_card_cartesBancaires_visa"),
                accepted(
                        "mastercard",
                        "5555552500001001",
                        "FR",
                        "pm_card_mastercard_cartesBancaires",
                        "pm_card_cartesBancaires_mastercard")));
    }

    /** {@code pm_card_} and the country in lower case, as {@code pm_card_de}. */
    private static void byCountry(List<TestCard> all) {
        var numbers = """
                AR 4000000320000021  BR 4000000760000002  CA 4000001240000000  CL 4000001520000001  CO 4000001700000003
                CR 4000001880000005  EC 4000002180000000  MX 4000004840008001  PA 4000005910000000  PY 4000006000000066
                PE 4000006040000068  UY 4000008580000003  AE 4000007840000001  AT 4000000400000008  BE 4000000560000004
                BG 4000001000000000  BY 4000001120000005  HR 4000001910000009  CY 4000001960000008  CZ 4000002030000002
                DK 4000002080000001  EE 4000002330000009  FI 4000002460000001  FR 4000002500000003  DE 4000002760000016
                GI 4000002920000005  GR 4000003000000030  HU 4000003480000005  IE 4000003720000005  IT 4000003800000008
                LV 4000004280000005  LI 4000004380000004  LT 4000004400000000  LU 4000004420000006  MT 4000004700000007
                NL 4000005280000002  NO 4000005780000007  PL 4000006160000005  PT 4000006200000007  RO 4000006420000001
                SA 4000006820000007  SI 4000007050000006  SK 4000007030000001  ES 4000007240000007  SE 4000007520000008
                CH 4000007560000009  GB 4000008260000000  AU 4000000360000006  CN 4000001560000002  HK 4000003440000004
                IN 4000003560000008  JP 4000003920000003  MY 4000004580000002  NZ 4000005540000008  SG 4000007020000003
                TW 4000001580000008
                """.strip().split("\\s+", -1);
        for (var i = 0; i < numbers.length; i += 2) {
            var country = numbers[i];
            all.add(accepted("visa", numbers[i + 1], country, "pm_card_" + country.toLowerCase(Locale.ROOT)));
        }
        all.addAll(List.of(
                accepted("visa", "4000058260000005", "GB", "pm_card_gb_debit"),
                accepted("mastercard", "5555558265554449", "GB", "pm_card_gb_mastercard"),
                accepted("mastercard", "5200007840000022", "AE", "pm_card_ae_mastercard"),
                accepted("jcb", "3530111333300000", "JP"),
                accepted("visa", "4000057640000008", "TH", "pm_card_th_credit"),
                accepted("visa", "4000007640000003", "TH", "pm_card_th_debit")));
    }

    private static void refused(List<TestCard> all) {
        all.addAll(List.of(
                DECLINED,
                declined(
                        "card_declined",
                        "insufficient_funds",
                        "Your card has insufficient funds.",
                        "4000000000009995",
                        "pm_card_chargeDeclinedInsufficientFunds",
                        "pm_card_visa_chargeDeclinedInsufficientFunds"),
                declined(
                        "card_declined",
                        "lost_card",
                        "Your card was declined.",
                        "4000000000009987",
                        "pm_card_visa_chargeDeclinedLostCard",
                        "pm_card_chargeDeclinedLostCard"),
                declined(
                        "card_declined",
                        "stolen_card",
                        "Your card was declined.",
                        "4000000000009979",
                        "pm_card_visa_chargeDeclinedStolenCard",
                        "pm_card_chargeDeclinedStolenCard"),
                declined(
                        "expired_card",
                        "expired_card",
                        "Your card has expired.",
                        "4000000000000069",
                        "pm_card_chargeDeclinedExpiredCard"),
                declined(
                        "incorrect_cvc",
                        "incorrect_cvc",
                        "Your card's security code is incorrect.",
                        "4000000000000127",
                        "pm_card_chargeDeclinedIncorrectCvc"),
                declined(
                        "processing_error",
                        "processing_error",
                        "An error occurred while processing your card. Try again in a little bit.",
                        "4000000000000119",
                        "pm_card_chargeDeclinedProcessingError"),
                declined(
                        "card_declined",
                        "card_velocity_exceeded",
                        "Your card was declined for making repeated attempts too frequently.",
                        "4000000000006975",
                        "pm_card_visa_chargeDeclinedVelocityLimitExceeded",
                        "pm_card_chargeDeclinedVelocityLimitExceeded"),
                declined(
                        "card_declined",
                        "generic_decline",
                        "Your card was declined.",
                        "4000000000000341",
                        "pm_card_chargeCustomerFail"),
                declined(
                        "card_declined",
                        "fraudulent",
                        "Your card was declined.",
                        "4100000000000019",
                        "pm_card_radarBlock",
                        "pm_card_chargeDeclinedFraudulent",
                        "pm_card_visa_chargeDeclinedFraudulent"),
                declined(
                        "card_declined",
                        "fraudulent",
                        "Your card was declined.",
                        "4000000000004954",
                        "pm_card_riskLevelHighest")));
    }

    /** Accepted, with a mark that only a fraud rule would look at, or paid out at another time. */
    private static void checked(List<TestCard> all) {
        all.addAll(List.of(
                accepted("visa", "4000000000009235", "US", "pm_card_riskLevelElevated"),
                accepted("visa", "4000000000000101", "US", "pm_card_cvcCheckFail"),
                accepted("visa", "4000000000000036", "US", "pm_card_avsZipFail"),
                accepted("visa", "4000000000000028", "US", "pm_card_avsLine1Fail"),
                accepted("visa", "4000000000000010", "US", "pm_card_avsFail"),
                accepted("visa", "4000000000000044", "US", "pm_card_avsUnchecked"),
                accepted("visa", "4000000000000077", "US", "pm_card_bypassPending"),
                accepted("visa", "4000003720000278", "IE", "pm_card_bypassPendingInternational"),
                accepted("visa", "4000000000000093", "US", "pm_card_domesticPricing")));
    }

    private static void authenticated(List<TestCard> all) {
        all.addAll(List.of(
                authenticated("4000002760003184", "DE", Optional.empty(), "pm_card_authenticationRequired"),
                authenticated("4000002500003155", "FR", Optional.empty(), "pm_card_authenticationRequiredOnSetup"),
                authenticated(
                        "4000003800000446", "IT", Optional.empty(), "pm_card_authenticationRequiredSetupForOffSession"),
                authenticated(
                        "4000008260003178",
                        "GB",
                        Optional.of(new Decline(
                                "card_declined", "insufficient_funds", "Your card has insufficient funds.")),
                        "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds"),
                authenticated("4000000000003220", "IE", Optional.empty(), "pm_card_threeDSecure2Required"),
                authenticated("4000000000003063", "US", Optional.empty(), "pm_card_threeDSecureRequired"),
                authenticated("4000008400000027", "US", Optional.empty()),
                authenticated(
                        "4000008400001629",
                        "US",
                        Optional.of(new Decline("card_declined", "generic_decline", "Your card was declined.")),
                        "pm_card_threeDSecureRequiredChargeDeclined"),
                declined(
                        "card_declined",
                        "generic_decline",
                        "Your card was declined: its bank could not be asked to confirm.",
                        "4000008400001280",
                        "pm_card_threeDSecureRequiredProcessingError"),
                // Nobody asks for what is only supported.
                accepted("visa", "4000000000003055", "US", "pm_card_threeDSecureOptional"),
                accepted("visa", "4000000000003097", "US", "pm_card_threeDSecureOptionalProcessingError")));
    }

    TestCard {
        paymentMethods = List.copyOf(paymentMethods);
    }

    private static TestCard accepted(String brand, String number, String country, String... paymentMethods) {
        return new TestCard(
                brand, number, country, Arrays.asList(paymentMethods), Optional.empty(), false, Sequel.NONE);
    }

    private static TestCard declined(
            String code, String declineCode, String message, String number, String... paymentMethods) {
        return new TestCard(
                "visa",
                number,
                "US",
                Arrays.asList(paymentMethods),
                Optional.of(new Decline(code, declineCode, message)),
                false,
                Sequel.NONE);
    }

    private static TestCard authenticated(
            String number, String country, Optional<Decline> afterwards, String... paymentMethods) {
        return new TestCard("visa", number, country, Arrays.asList(paymentMethods), afterwards, true, Sequel.NONE);
    }

    private static TestCard sequel(Sequel sequel, String brand, String number, String paymentMethod) {
        return new TestCard(brand, number, "US", List.of(paymentMethod), Optional.empty(), false, sequel);
    }

    static Optional<TestCard> ofPaymentMethod(String id) {
        return ALL.stream()
                .filter(card ->
                        card.paymentMethods.contains(id) || card.paymentMethod().equals(id))
                .findFirst();
    }

    static Optional<TestCard> ofNumber(String number) {
        return ALL.stream().filter(card -> card.number.equals(number)).findFirst();
    }

    /** The same for the same card, and no other's; no number can be made of it. */
    String fingerprint() {
        return "sandbox" + Integer.toHexString(number.hashCode()) + lastFour();
    }

    /** As Stripe's Radar puts it into words. */
    String riskLevel() {
        return riskScore() >= 75 ? "highest" : riskScore() >= 65 ? "elevated" : "normal";
    }

    /** 0 to 99: what the test card stands for, else some low score that is always the same for the card. */
    int riskScore() {
        if (paymentMethods.contains("pm_card_riskLevelHighest") || paymentMethods.contains("pm_card_radarBlock")) {
            return 92;
        }
        if (paymentMethods.contains("pm_card_riskLevelElevated")) {
            return 70;
        }
        return 3 + Math.floorMod(number.hashCode(), 40);
    }

    String lastFour() {
        return number.substring(number.length() - 4);
    }

    /** The first of its ids; a card that only the hosted page takes gets one of ours. */
    String paymentMethod() {
        return paymentMethods.isEmpty() ? "pm_card_" + number : paymentMethods.getFirst();
    }

    /** What the hosted page calls it. */
    String label() {
        var outcome = decline.map(refusal -> refusal.declineCode().replace('_', ' '))
                .orElseGet(() -> sequel == Sequel.NONE
                        ? "accepted"
                        : "accepted, " + sequel.name().toLowerCase(Locale.ROOT).replace('_', ' '));
        return brand + " (" + country + "), " + (authenticationRequired ? "asks for 3-D Secure, " : "") + outcome;
    }

    /**
     * A refusal by the bank, in Stripe's words.
     *
     * @param code the error's {@code code}, for example {@code card_declined}
     * @param declineCode the bank's reason, for example {@code insufficient_funds}
     */
    record Decline(String code, String declineCode, String message) {}
}
