package shop.local.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.stripe.StripeClient;
import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.ApiException;
import com.stripe.exception.AuthenticationException;
import com.stripe.exception.CardException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.SignatureVerificationException;
import com.stripe.exception.StripeException;
import com.stripe.model.Event;
import com.stripe.model.PaymentIntent;
import com.stripe.model.checkout.Session;
import com.stripe.net.RequestOptions;
import com.stripe.net.Webhook;
import com.stripe.param.ChargeRetrieveParams;
import com.stripe.param.EventListParams;
import com.stripe.param.PaymentIntentCancelParams;
import com.stripe.param.PaymentIntentConfirmParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentListParams;
import com.stripe.param.PaymentIntentRetrieveParams;
import com.stripe.param.PaymentIntentUpdateParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import com.stripe.param.checkout.SessionCreateParams;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Drives the sandbox with the client that payment-service uses. */
class StripeSandboxTest {

    static final String KEY = "sk_test_local";
    static final String SECRET = "whsec_local";

    @TempDir
    Path folder;

    Receiver receiver;
    StripeSandbox sandbox;
    StripeClient stripe;

    @BeforeEach
    void start() throws IOException {
        receiver = new Receiver();
        sandbox = StripeSandbox.start(0, KEY, receiver.url(), SECRET, folder.resolve("stripe.log"));
        stripe = client(KEY);
    }

    @AfterEach
    void stop() {
        sandbox.close();
        receiver.close();
    }

    @Test
    void capturesACardThatIsAccepted() throws StripeException {
        var intent = pay("pm_card_visa", 2500);

        assertThat(intent.getStatus()).isEqualTo("succeeded");
        assertThat(intent.getAmountReceived()).isEqualTo(2500);
        assertThat(intent.getMetadata()).containsEntry("order_id", "o-1");
        var charge = stripe.v1().charges().retrieve(intent.getLatestCharge());
        assertThat(charge.getPaid()).isTrue();
        assertThat(charge.getPaymentIntent()).isEqualTo(intent.getId());
        assertThat(stripe.v1().balance().retrieve().getAvailable())
                .singleElement()
                .satisfies(balance -> assertThat(balance.getAmount()).isEqualTo(2500));
    }

    @ParameterizedTest
    @CsvSource({
        "pm_card_chargeDeclined,card_declined,generic_decline",
        "pm_card_chargeDeclinedInsufficientFunds,card_declined,insufficient_funds",
        "pm_card_chargeDeclinedExpiredCard,expired_card,expired_card"
    })
    void refusesACardAsItsBankWould(String card, String code, String declineCode) throws StripeException {
        assertThatExceptionOfType(CardException.class)
                .isThrownBy(() -> pay(card, 2500))
                .satisfies(refusal -> {
                    assertThat(refusal.getStatusCode()).isEqualTo(402);
                    assertThat(refusal.getCode()).isEqualTo(code);
                    assertThat(refusal.getDeclineCode()).isEqualTo(declineCode);
                    assertThat(refusal.getStripeError().getPaymentIntent().getStatus())
                            .isEqualTo("requires_payment_method");
                });
        assertThat(stripe.v1().balance().retrieve().getAvailable()).isEmpty();
    }

    @Test
    void aPaidIntentIsDisputedAndTheBankDecides() throws Exception {
        var intent = pay("pm_card_visa", 2500);

        assertThat(post(sandbox.url().resolve("/sandbox/disputes/" + intent.getId()), "")
                        .statusCode())
                .isEqualTo(200);

        var dispute = stripe.v1().disputes().list().getData().getFirst();
        assertThat(dispute.getPaymentIntent()).isEqualTo(intent.getId());
        assertThat(dispute.getStatus()).isEqualTo("needs_response");
        assertThat(dispute.getEvidenceDetails().getDueBy()).isGreaterThan(dispute.getCreated());
        assertThat(dispute.getBalanceTransactions())
                .singleElement()
                .satisfies(moved -> assertThat(moved.getAmount()).isEqualTo(-2500));
        var again = post(sandbox.url().resolve("/sandbox/disputes/" + intent.getId()), "");
        assertThat(again.statusCode()).isEqualTo(400);
        var closed = post(sandbox.url().resolve("/sandbox/disputes/" + dispute.getId()), "status=won");
        assertThat(closed.statusCode()).isEqualTo(200);
        assertThat(stripe.v1().disputes().retrieve(dispute.getId()).getStatus()).isEqualTo("won");
    }

    @ParameterizedTest
    @CsvSource({
        "pm_card_visa_chargeDeclinedLostCard,lost_card",
        "pm_card_visa_chargeDeclinedStolenCard,stolen_card",
        "pm_card_visa_chargeDeclinedVelocityLimitExceeded,card_velocity_exceeded",
        "pm_card_radarBlock,fraudulent"
    })
    void knowsEveryRefusedCard(String card, String declineCode) {
        assertThatExceptionOfType(CardException.class)
                .isThrownBy(() -> pay(card, 2500))
                .satisfies(refusal -> assertThat(refusal.getDeclineCode()).isEqualTo(declineCode));
    }

    @ParameterizedTest
    @CsvSource({
        "pm_card_discover", "pm_card_diners", "pm_card_jcb", "pm_card_unionpay", "pm_card_mastercard_debit",
                "pm_card_de",
        "pm_card_gb", "pm_card_jp", "pm_card_br", "pm_card_avsFail", "pm_card_cvcCheckFail", "pm_card_bypassPending",
        "pm_card_riskLevelElevated", "pm_card_threeDSecureOptional", "pm_card_createIssuerFraudRecord",
                "pm_card_refundFail"
    })
    void knowsEveryAcceptedCard(String card) throws StripeException {
        assertThat(pay(card, 2500).getStatus()).isEqualTo("succeeded");
    }

    @Test
    void aBankThatAsksItsOwnerRefusesAfterwards() throws Exception {
        var intent = pay("pm_card_threeDSecureRequiredChargeDeclined", 2500);
        assertThat(intent.getStatus()).isEqualTo("requires_action");

        post(URI.create(intent.getNextAction().getRedirectToUrl().getUrl()), "action=complete");

        assertThat(stripe.v1().paymentIntents().retrieve(intent.getId()).getStatus())
                .isEqualTo("requires_payment_method");
    }

    @Test
    void refusesToRefundWhatTheBankHasTakenBackAndLetsAnInquiryThrough() throws Exception {
        var disputed = pay("pm_card_createDispute", 2500);
        assertInvalid("charge_disputed", () -> refund(disputed));
        var inquired = pay("pm_card_createDisputeInquiry", 2500);
        var inquiry = stripe.v1().disputes().list().getData().getFirst();
        assertThat(inquiry.getStatus()).isEqualTo("warning_needs_response");
        assertThat(inquiry.getIsChargeRefundable()).isTrue();
        assertThat(inquiry.getBalanceTransactions()).isEmpty();
        assertThat(refund(inquired).getStatus()).isEqualTo("succeeded");

        post(sandbox.url().resolve("/sandbox/disputes/" + inquiry.getId()), "status=needs_response");

        assertThat(stripe.v1().disputes().retrieve(inquiry.getId()).getBalanceTransactions())
                .hasSize(1);
    }

    @Test
    void aRefundFailsAfterItWasMade() throws Exception {
        var intent = pay("pm_card_visa", 2500);
        var refund = refund(intent);
        assertThat(refund.getStatus()).isEqualTo("succeeded");

        post(sandbox.url().resolve("/sandbox/refunds/" + refund.getId()), "status=failed");

        assertThat(stripe.v1().refunds().retrieve(refund.getId()).getStatus()).isEqualTo("failed");
        assertThat(refund(intent).getStatus()).isEqualTo("succeeded");
        assertThat(post(sandbox.url().resolve("/sandbox/refunds/" + refund.getId()), "status=succeeded")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void keepsAFailureOfItsOwnUnderTheKey() throws Exception {
        modes("", "{\"keptErrorRatio\":1}");
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> stripe.v1().paymentIntents().create(card("pm_card_visa", 2500), key("kept")));
        modes("", "{}");

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> stripe.v1().paymentIntents().create(card("pm_card_visa", 2500), key("kept")))
                .satisfies(kept -> assertThat(kept.getStripeError()
                                .getLastResponse()
                                .headers()
                                .firstValue("Idempotent-Replayed"))
                        .contains("true"));
        assertThat(stripe.v1().paymentIntents().list().getData()).isEmpty();
        assertThat(stripe.v1()
                        .paymentIntents()
                        .create(card("pm_card_visa", 2500), key("another"))
                        .getStatus())
                .isEqualTo("succeeded");
    }

    @Test
    void saysTheSameOfAnIntentLaterAsAtItsCreation() throws StripeException {
        var created = stripe.v1()
                .paymentIntents()
                .create(PaymentIntentCreateParams.builder()
                        .setAmount(2500L)
                        .setCurrency("eur")
                        .setDescription("Order 1")
                        .setAutomaticPaymentMethods(PaymentIntentCreateParams.AutomaticPaymentMethods.builder()
                                .setEnabled(true)
                                .build())
                        .build());

        var later = stripe.v1().paymentIntents().retrieve(created.getId());

        assertThat(later.getDescription()).isEqualTo("Order 1");
        assertThat(later.getAutomaticPaymentMethods().getEnabled()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"huf,17499,17500", "thb,999,1000", "czk,1499,1500", "gbp,29,30", "jpy,49,50"})
    void chargesNoLessThanStripeDoes(String currency, long tooSmall, long smallest) throws StripeException {
        var params = PaymentIntentCreateParams.builder().setCurrency(currency);
        assertInvalid(
                "amount_too_small",
                () -> stripe.v1()
                        .paymentIntents()
                        .create(params.setAmount(tooSmall).build()));
        assertThat(stripe.v1()
                        .paymentIntents()
                        .create(params.setAmount(smallest).build())
                        .getAmount())
                .isEqualTo(smallest);
    }

    @ParameterizedTest
    @CsvSource({"dem", "hrk", "byr", "xyz"})
    void knowsNoCurrencyThatIsNoMore(String currency) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> stripe.v1()
                        .paymentIntents()
                        .create(PaymentIntentCreateParams.builder()
                                .setAmount(2500L)
                                .setCurrency(currency)
                                .build()));
    }

    private com.stripe.model.Refund refund(PaymentIntent intent) throws StripeException {
        return stripe.v1()
                .refunds()
                .create(RefundCreateParams.builder()
                        .setPaymentIntent(intent.getId())
                        .build());
    }

    @Test
    void letsARefusedIntentBePaidWithAnotherCard() throws StripeException {
        var intent = open(2500);
        assertThatExceptionOfType(CardException.class)
                .isThrownBy(() -> confirm(intent.getId(), "pm_card_chargeDeclined"));

        assertThat(confirm(intent.getId(), "pm_card_mastercard").getStatus()).isEqualTo("succeeded");
    }

    @Test
    void waitsForThreeDSecureAndTakesItsOutcome() throws Exception {
        var passed = pay("pm_card_authenticationRequired", 2500);
        assertThat(passed.getStatus()).isEqualTo("requires_action");
        var page = URI.create(passed.getNextAction().getRedirectToUrl().getUrl());
        assertThat(get(page).body()).contains("25.00 EUR").contains("complete");

        assertThat(post(page, "action=complete").headers().firstValue("Location"))
                .hasValueSatisfying(
                        url -> assertThat(url).startsWith("http://shop.test/back?payment_intent=" + passed.getId()));
        assertThat(stripe.v1().paymentIntents().retrieve(passed.getId()).getStatus())
                .isEqualTo("succeeded");

        var failed = pay("pm_card_threeDSecure2Required", 2500);
        post(URI.create(failed.getNextAction().getRedirectToUrl().getUrl()), "action=fail");
        assertThat(stripe.v1()
                        .paymentIntents()
                        .retrieve(failed.getId())
                        .getLastPaymentError()
                        .getCode())
                .isEqualTo("payment_intent_authentication_failure");
    }

    @Test
    void confirmsForABrowserWithThePublishableKeyAndTheIntentsSecret() throws Exception {
        var intent = open(2500);
        var url = url("/v1/payment_intents/" + intent.getId() + "/confirm");

        assertThat(post(url, "key=pk_test_local&payment_method=pm_card_visa&client_secret=wrong")
                        .statusCode())
                .isEqualTo(400);
        assertThat(post(url, "key=pk_test_local&payment_method=pm_card_visa").statusCode())
                .isEqualTo(401);
        var answer =
                post(url, "key=pk_test_local&payment_method=pm_card_visa&client_secret=" + intent.getClientSecret());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"status\":\"succeeded\"");
        assertThat(get(url("/v1/balance?key=pk_test_local")).statusCode()).isEqualTo(401);
    }

    @Test
    void refusesAWrongStateAnUnknownIdAnUnknownCardAndAnUnknownParameter() throws StripeException {
        var paid = pay("pm_card_visa", 2500);

        assertInvalid(
                "payment_intent_unexpected_state",
                () -> stripe.v1().paymentIntents().cancel(paid.getId()));
        assertInvalid("payment_intent_unexpected_state", () -> confirm(paid.getId(), "pm_card_visa"));
        assertInvalid("resource_missing", () -> stripe.v1().paymentIntents().retrieve("pi_unknown"));
        assertInvalid("resource_missing", () -> pay("pm_unknown", 2500));
        assertInvalid("amount_too_small", () -> pay("pm_card_visa", 49));
        assertInvalid(
                "parameter_unknown",
                () -> stripe.v1()
                        .paymentIntents()
                        .create(PaymentIntentCreateParams.builder()
                                .setAmount(2500L)
                                .setCurrency("eur")
                                .putExtraParam("colour", "red")
                                .build()));
        assertInvalid(
                "sandbox_unsupported",
                () -> stripe.v1()
                        .paymentIntents()
                        .create(PaymentIntentCreateParams.builder()
                                .setAmount(2500L)
                                .setCurrency("eur")
                                .setCaptureMethod(PaymentIntentCreateParams.CaptureMethod.MANUAL)
                                .build()));
    }

    @Test
    void refusesAWrongKey() {
        assertThatExceptionOfType(AuthenticationException.class)
                .isThrownBy(() -> client("sk_test_another_key").v1().balance().retrieve())
                .withMessageContaining("sk_test_****_key");
    }

    @Test
    void cancelsAnOpenIntentForGood() throws StripeException {
        var intent = open(2500);

        var cancelled = stripe.v1()
                .paymentIntents()
                .cancel(
                        intent.getId(),
                        PaymentIntentCancelParams.builder()
                                .setCancellationReason(PaymentIntentCancelParams.CancellationReason.ABANDONED)
                                .build());

        assertThat(cancelled.getStatus()).isEqualTo("canceled");
        assertInvalid("payment_intent_unexpected_state", () -> confirm(intent.getId(), "pm_card_visa"));
    }

    @Test
    void updatesAnOpenIntent() throws StripeException {
        var intent = open(2500);

        var updated = stripe.v1()
                .paymentIntents()
                .update(
                        intent.getId(),
                        PaymentIntentUpdateParams.builder()
                                .setAmount(3000L)
                                .putMetadata("order_id", "")
                                .putMetadata("note", "x")
                                .build());

        assertThat(updated.getAmount()).isEqualTo(3000);
        assertThat(updated.getMetadata()).containsExactly(Map.entry("note", "x"));
    }

    @Test
    void answersARepeatedKeyAsTheFirstTimeAndRefusesItForAnotherRequest() throws Exception {
        var first = create("key-1", 2500);
        var again = create("key-1", 2500);

        assertThat(again.getId()).isEqualTo(first.getId());
        assertThat(again.getLastResponse().headers().firstValue("Idempotent-Replayed"))
                .hasValue("true");
        assertThat(first.getLastResponse().headers().firstValue("Idempotent-Replayed"))
                .isEmpty();
        assertThatExceptionOfType(IdempotencyException.class).isThrownBy(() -> create("key-1", 2600));
        assertThatExceptionOfType(IdempotencyException.class)
                .isThrownBy(() -> stripe.v1()
                        .refunds()
                        .create(
                                RefundCreateParams.builder()
                                        .setPaymentIntent(first.getId())
                                        .build(),
                                key("key-1")));
    }

    @Test
    void remembersARefusedCardUnderItsKeyButNotAnInvalidRequest() throws StripeException {
        for (var attempt = 0; attempt < 2; attempt++) {
            assertThatExceptionOfType(CardException.class)
                    .isThrownBy(() ->
                            stripe.v1().paymentIntents().create(card("pm_card_chargeDeclined", 2500), key("declined")));
        }
        assertInvalid("amount_too_small", () -> create("invalid", 1));

        assertThat(stripe.v1().paymentIntents().list().getData()).hasSize(1);
        assertThat(create("invalid", 2500).getAmount()).isEqualTo(2500);
    }

    @Test
    void makesOneIntentForManyParallelRequestsWithOneKey() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = IntStream.range(0, 20)
                    .<Callable<PaymentIntent>>mapToObj(
                            i -> () -> stripe.v1().paymentIntents().create(card("pm_card_visa", 2500), key("same")))
                    .toList();
            for (var answer : threads.invokeAll(calls)) {
                try {
                    assertThat(answer.get().getStatus()).isEqualTo("succeeded");
                } catch (ExecutionException refused) {
                    assertThat(refused.getCause()).isInstanceOfSatisfying(StripeException.class, refusal -> {
                        assertThat(refusal.getStatusCode()).isEqualTo(409);
                        assertThat(refusal.getCode()).isEqualTo("idempotency_key_in_use");
                    });
                }
            }
        }

        assertThat(stripe.v1().balance().retrieve().getAvailable().getFirst().getAmount())
                .isEqualTo(2500);
    }

    @Test
    void pagesThroughAListTheNewestFirst() throws StripeException {
        var made = IntStream.range(0, 25).mapToObj(i -> openQuietly(1000 + i)).toList();

        var all = new ArrayList<String>();
        stripe.v1()
                .paymentIntents()
                .list(PaymentIntentListParams.builder().setLimit(7L).build())
                .autoPagingIterable()
                .forEach(intent -> all.add(intent.getId()));

        assertThat(all).isEqualTo(made.reversed());
        var before = stripe.v1()
                .paymentIntents()
                .list(PaymentIntentListParams.builder()
                        .setLimit(2L)
                        .setEndingBefore(made.get(10))
                        .build());
        assertThat(before.getData()).extracting(PaymentIntent::getId).containsExactly(made.get(12), made.get(11));
    }

    @Test
    void expandsTheChargeOfAnIntent() throws StripeException {
        var intent = pay("pm_card_visa", 2500);

        var expanded = stripe.v1()
                .paymentIntents()
                .retrieve(
                        intent.getId(),
                        PaymentIntentRetrieveParams.builder()
                                .addExpand("latest_charge")
                                .build());

        assertThat(expanded.getLatestChargeObject().getAmountCaptured()).isEqualTo(2500);
    }

    @Test
    void completesASessionOnItsHostedPage() throws Exception {
        var session = session();
        assertThat(session.getStatus()).isEqualTo("open");
        assertThat(session.getPaymentIntent()).isNull();
        var page = URI.create(session.getUrl());
        assertThat(get(page).body()).contains("25.00 EUR").contains("4242 4242 4242 4242");

        assertThat(post(page, "action=decline").body()).contains("Your card was declined.");
        assertThat(post(page, "action=pay&card=4000000000000002").body()).contains("Your card was declined.");
        assertThat(post(page, "action=cancel").headers().firstValue("Location")).hasValue("http://shop.test/cancelled");
        assertThat(post(page, "action=pay&card=4242424242424242").headers().firstValue("Location"))
                .hasValue("http://shop.test/paid?session_id=" + session.getId());

        var paid = stripe.v1().checkout().sessions().retrieve(session.getId());
        assertThat(paid.getStatus()).isEqualTo("complete");
        assertThat(paid.getPaymentStatus()).isEqualTo("paid");
        assertThat(stripe.v1()
                        .paymentIntents()
                        .retrieve(paid.getPaymentIntent())
                        .getMetadata())
                .containsEntry("order_id", "o-1");
        assertThat(get(page).body()).contains("complete").doesNotContain("<form");
    }

    @Test
    void thePageSaysWhatIsPaidAndSendsItsFormHomeWhereverItIsShown() throws Exception {
        var session = session();
        var page = URI.create(session.getUrl());

        assertThat(get(page).body())
                .contains("What you pay for", "Order o-1", "25.00 EUR", "action=\"" + page.getPath() + "\"");
        var bank = post(page, "action=pay&card=4000002760003184")
                .headers()
                .firstValue("Location")
                .orElseThrow();
        assertThat(post(URI.create(bank), "action=fail").body())
                .as("shown at the bank's address, sent to the session's own")
                .contains("action=\"" + page.getPath() + "\"", "role=\"alert\"");
    }

    @Test
    void completesASessionAfterThreeDSecure() throws Exception {
        var session = session();
        var threeDSecure = post(URI.create(session.getUrl()), "action=pay&card=4000002760003184")
                .headers()
                .firstValue("Location")
                .orElseThrow();

        assertThat(post(URI.create(threeDSecure), "action=complete").headers().firstValue("Location"))
                .hasValue("http://shop.test/paid?session_id=" + session.getId());
        assertThat(stripe.v1().checkout().sessions().retrieve(session.getId()).getStatus())
                .isEqualTo("complete");
    }

    @Test
    void expiresAnOpenSessionOnly() throws Exception {
        var session = session();

        assertThat(stripe.v1().checkout().sessions().expire(session.getId()).getStatus())
                .isEqualTo("expired");
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> stripe.v1().checkout().sessions().expire(session.getId()));
        assertThat(post(URI.create(session.getUrl()), "action=pay").body()).contains("expired");
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> stripe.v1()
                        .checkout()
                        .sessions()
                        .create(sessionParams()
                                .setExpiresAt(System.currentTimeMillis() / 1000 + 60)
                                .build()))
                .withMessageContaining("30 minutes");
    }

    @Test
    void refundsUpToWhatWasCaptured() throws StripeException {
        var intent = pay("pm_card_visa", 2500);

        assertThat(refund(intent.getId(), 1000L)).isEqualTo("succeeded");
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> refund(intent.getId(), 1501L))
                .withMessageContaining("greater than unrefunded amount");
        assertThat(refund(intent.getId(), 1500L)).isEqualTo("succeeded");
        assertInvalid("charge_already_refunded", () -> refund(intent.getId(), 1L));

        assertThat(stripe.v1()
                        .charges()
                        .retrieve(
                                intent.getLatestCharge(),
                                ChargeRetrieveParams.builder().build())
                        .getRefunded())
                .isTrue();
        assertThat(stripe.v1()
                        .refunds()
                        .list(RefundListParams.builder()
                                .setPaymentIntent(intent.getId())
                                .build())
                        .getData())
                .hasSize(2);
    }

    @Test
    void letsOneOfTwoParallelFullRefundsThrough() throws Exception {
        var intent = pay("pm_card_visa", 2500);
        var accepted = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = IntStream.range(0, 8)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        try {
                            refund(intent.getId(), 2500L);
                            accepted.incrementAndGet();
                            return true;
                        } catch (InvalidRequestException refused) {
                            return false;
                        }
                    })
                    .toList();
            for (var call : threads.invokeAll(calls)) {
                call.get();
            }
        }

        assertThat(accepted).hasValue(1);
        assertThat(summary()).contains("\"EUR\":{\"captured\":2500,\"captures\":1,\"refunded\":2500}");
    }

    @Test
    void keepsARefundPendingAsLongAsItIsTold() throws Exception {
        var intent = pay("pm_card_visa", 2500);
        modes("/" + intent.getId(), "{\"refundDelaySeconds\":1}");

        assertThat(refund(intent.getId(), 2500L)).isEqualTo("pending");

        await().untilAsserted(() -> assertThat(receiver.types()).contains("refund.updated"));
        assertThat(stripe.v1().refunds().list().getData().getFirst().getStatus())
                .isEqualTo("succeeded");
    }

    @Test
    void sendsSignedWebhooksThatStripeJavaAccepts() throws Exception {
        var intent = pay("pm_card_visa", 2500);

        await().untilAsserted(() -> assertThat(receiver.types())
                .contains("payment_intent.created", "charge.succeeded", "payment_intent.succeeded"));
        var letter = receiver.letters.stream()
                .filter(each -> each.body().contains("payment_intent.succeeded"))
                .findFirst()
                .orElseThrow();
        var event = Webhook.constructEvent(letter.body(), letter.signature(), SECRET);
        assertThat(event.getDataObjectDeserializer().getObject())
                .hasValueSatisfying(
                        object -> assertThat(((PaymentIntent) object).getId()).isEqualTo(intent.getId()));
        assertThatExceptionOfType(SignatureVerificationException.class)
                .isThrownBy(() -> Webhook.constructEvent(letter.body() + " ", letter.signature(), SECRET));
        assertThat(stripe.v1().events().retrieve(event.getId()).getType()).isEqualTo("payment_intent.succeeded");
        assertThat(stripe.v1()
                        .events()
                        .list(EventListParams.builder()
                                .setType("payment_intent.succeeded")
                                .build())
                        .getData())
                .hasSize(1);
    }

    @Test
    void sendsOnlyWhatTheEndpointIsSubscribedTo() throws Exception {
        sandbox.close();
        sandbox = StripeSandbox.start(
                new Settings(
                        "127.0.0.1",
                        0,
                        KEY,
                        receiver.url(),
                        SECRET,
                        Set.of("payment_intent.succeeded"),
                        folder.resolve("stripe.log"),
                        null),
                Clock.systemUTC());
        stripe = client(KEY);

        pay("pm_card_visa", 2500);
        pay("pm_card_visa", 2500);

        await().untilAsserted(() -> assertThat(receiver.types()).hasSize(2));
        await().untilAsserted(() -> assertThat(summary()).contains("\"pending\":0"));
        assertThat(receiver.types()).containsOnly("payment_intent.succeeded");
        assertThat(stripe.v1().events().list().getData())
                .as("all that happened, sent or not")
                .extracting(Event::getType)
                .contains("payment_intent.created", "charge.succeeded");
    }

    @Test
    void triesAWebhookAgainUntilItIsAccepted() throws Exception {
        receiver.refuse = 2;

        pay("pm_card_visa", 2500);

        await().untilAsserted(() -> assertThat(receiver.types()).contains("payment_intent.succeeded"));
        assertThat(receiver.refused).hasValue(2);
        await().untilAsserted(() -> assertThat(summary()).contains("\"pending\":0"));
    }

    @Test
    void losesDoublesAndDelaysWebhooksWhenTold() throws Exception {
        modes("", "{\"webhookLostRatio\":1}");
        pay("pm_card_visa", 2500);
        modes("", "{\"webhookDuplicateRatio\":1,\"webhookDelaySeconds\":1}");
        open(3000);

        await().untilAsserted(() ->
                assertThat(receiver.types()).containsExactly("payment_intent.created", "payment_intent.created"));
        assertThat(summary()).contains("\"lost\":3");
    }

    @Test
    void declinesAndAsksForThreeDSecureWhenTold() throws Exception {
        modes("/o-1", "{\"decline\":\"lost_card\"}");
        assertThatExceptionOfType(CardException.class)
                .isThrownBy(() -> pay("pm_card_visa", 2500))
                .satisfies(refusal -> assertThat(refusal.getDeclineCode()).isEqualTo("lost_card"));
        modes("/o-1", "{\"require3ds\":true}");
        assertThat(pay("pm_card_visa", 2500).getStatus()).isEqualTo("requires_action");
        assertThat(send("PUT", url("/sandbox/modes"), "{\"colour\":1}").statusCode())
                .isEqualTo(400);
        assertThat(send("DELETE", url("/sandbox/modes/o-1"), "").statusCode()).isEqualTo(204);
        assertThat(pay("pm_card_visa", 2500).getStatus()).isEqualTo("succeeded");
    }

    @Test
    void failsWithoutWorkOrAnswersNotAtAllWhenTold() throws Exception {
        modes("", "{\"outage\":true}");
        assertThatExceptionOfType(ApiException.class).isThrownBy(() -> create("out", 2500));
        modes("", "{\"lostAnswerRatio\":1}");
        assertThatExceptionOfType(ApiConnectionException.class).isThrownBy(() -> create("lost", 2500));
        modes("", "{}");

        assertThat(create("out", 2500).getLastResponse().headers().firstValue("Idempotent-Replayed"))
                .isEmpty();
        assertThat(create("lost", 2500).getLastResponse().headers().firstValue("Idempotent-Replayed"))
                .hasValue("true");
    }

    @Test
    void keepsItsStateOverARestartAndACutOffLine() throws Exception {
        var intent = pay("pm_card_visa", 2500);
        receiver.refuse = Integer.MAX_VALUE;
        var open = create("kept", 3000);
        sandbox.close();
        receiver.refuse = 0;
        receiver.letters.clear();
        Files.writeString(
                folder.resolve("stripe.log"), "[{\"k\":\"PAYMENT_INTENT\",\"id\":\"pi_torn", StandardOpenOption.APPEND);

        sandbox = StripeSandbox.start(0, KEY, receiver.url(), SECRET, folder.resolve("stripe.log"));
        stripe = client(KEY);

        assertThat(stripe.v1().paymentIntents().retrieve(intent.getId()).getStatus())
                .isEqualTo("succeeded");
        assertThat(create("kept", 3000).getId()).isEqualTo(open.getId());
        assertThat(refund(intent.getId(), 500L)).isEqualTo("succeeded");
        assertThat(summary())
                .contains("\"o-1\":{\"currency\":\"EUR\",\"captured\":2500,\"captures\":1,\"refunded\":500}");
        await().untilAsserted(() -> assertThat(receiver.types()).contains("payment_intent.created", "refund.created"));
    }

    @Test
    void showsAPageOfRecentPayments() throws Exception {
        var intent = pay("pm_card_visa", 2500);

        assertThat(get(url("/")).body()).contains(intent.getId()).contains("25.00 EUR");
    }

    // ---- how the tests talk ----

    StripeClient client(String key) {
        return new StripeClient.StripeClientBuilder()
                .setApiKey(key)
                .setApiBase("http://127.0.0.1:" + sandbox.port())
                .setMaxNetworkRetries(0)
                .build();
    }

    PaymentIntent pay(String paymentMethod, long amount) throws StripeException {
        return stripe.v1().paymentIntents().create(card(paymentMethod, amount));
    }

    static PaymentIntentCreateParams card(String paymentMethod, long amount) {
        return PaymentIntentCreateParams.builder()
                .setAmount(amount)
                .setCurrency("eur")
                .setPaymentMethod(paymentMethod)
                .setConfirm(true)
                .setReturnUrl("http://shop.test/back")
                .putMetadata("order_id", "o-1")
                .build();
    }

    PaymentIntent open(long amount) throws StripeException {
        return stripe.v1().paymentIntents().create(openParams(amount));
    }

    String openQuietly(long amount) {
        try {
            return open(amount).getId();
        } catch (StripeException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    PaymentIntent create(String key, long amount) throws StripeException {
        return stripe.v1().paymentIntents().create(openParams(amount), key(key));
    }

    static PaymentIntentCreateParams openParams(long amount) {
        return PaymentIntentCreateParams.builder()
                .setAmount(amount)
                .setCurrency("eur")
                .setAutomaticPaymentMethods(PaymentIntentCreateParams.AutomaticPaymentMethods.builder()
                        .setEnabled(true)
                        .build())
                .putMetadata("order_id", "o-1")
                .build();
    }

    PaymentIntent confirm(String id, String paymentMethod) throws StripeException {
        return stripe.v1()
                .paymentIntents()
                .confirm(
                        id,
                        PaymentIntentConfirmParams.builder()
                                .setPaymentMethod(paymentMethod)
                                .build());
    }

    String refund(String intent, Long amount) throws StripeException {
        return stripe.v1()
                .refunds()
                .create(RefundCreateParams.builder()
                        .setPaymentIntent(intent)
                        .setAmount(amount)
                        .build())
                .getStatus();
    }

    Session session() throws StripeException {
        return stripe.v1().checkout().sessions().create(sessionParams().build());
    }

    static SessionCreateParams.Builder sessionParams() {
        return SessionCreateParams.builder()
                .setMode(SessionCreateParams.Mode.PAYMENT)
                .setSuccessUrl("http://shop.test/paid?session_id={CHECKOUT_SESSION_ID}")
                .setCancelUrl("http://shop.test/cancelled")
                .addLineItem(SessionCreateParams.LineItem.builder()
                        .setQuantity(1L)
                        .setPriceData(SessionCreateParams.LineItem.PriceData.builder()
                                .setCurrency("eur")
                                .setUnitAmount(2500L)
                                .setProductData(SessionCreateParams.LineItem.PriceData.ProductData.builder()
                                        .setName("Order o-1")
                                        .build())
                                .build())
                        .build())
                .putMetadata("order_id", "o-1")
                .setPaymentIntentData(SessionCreateParams.PaymentIntentData.builder()
                        .putMetadata("order_id", "o-1")
                        .build());
    }

    static RequestOptions key(String key) {
        return RequestOptions.builder().setIdempotencyKey(key).build();
    }

    static void assertInvalid(String code, ThrowingCallable call) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(call)
                .satisfies(refusal -> assertThat(refusal.getCode()).isEqualTo(code));
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + sandbox.port() + path);
    }

    HttpResponse<String> get(URI url) throws IOException, InterruptedException {
        return send("GET", url, "");
    }

    HttpResponse<String> post(URI url, String form) throws IOException, InterruptedException {
        return send("POST", url, form);
    }

    static HttpResponse<String> send(String method, URI url, String body) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(url)
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    void modes(String of, String json) throws IOException, InterruptedException {
        assertThat(send("PUT", url("/sandbox/modes" + of), json).statusCode()).isEqualTo(200);
    }

    String summary() throws IOException, InterruptedException {
        return get(url("/sandbox/summary")).body();
    }

    record Letter(String body, String signature) {}

    /** Takes webhooks and can refuse some. */
    static final class Receiver implements AutoCloseable {

        final ConcurrentLinkedQueue<Letter> letters = new ConcurrentLinkedQueue<>();
        final AtomicInteger refused = new AtomicInteger();
        volatile int refuse;
        private final HttpServer server;

        Receiver() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                try (exchange) {
                    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                    if (refused.get() < refuse) {
                        refused.incrementAndGet();
                        exchange.sendResponseHeaders(503, -1);
                        return;
                    }
                    letters.add(new Letter(body, exchange.getRequestHeaders().getFirst("Stripe-Signature")));
                    exchange.sendResponseHeaders(200, -1);
                }
            });
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
        }

        List<String> types() {
            return letters.stream()
                    .map(letter ->
                            Json.MAPPER.readTree(letter.body()).path("type").asString())
                    .toList();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
