package shop.payment.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import shop.http.docs.Refuses;
import shop.http.idempotency.Idempotent;
import shop.http.idempotency.KeyedRequest;
import shop.http.paging.Paged;
import shop.http.problem.InvalidRequestException;
import shop.http.version.ETags;
import shop.payment.application.CancelPayment;
import shop.payment.application.FindPayments;
import shop.payment.application.StartPayment;
import shop.payment.domain.OrderId;
import shop.payment.domain.PaymentId;
import shop.payment.domain.PaymentMethod;
import shop.payment.domain.Provider;
import shop.payment.domain.UserId;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;
import shop.security.Caller;

@RestController
@RequestMapping("/api/payments")
class PaymentController {

    private final StartPayment startPayment;
    private final CancelPayment cancelPayment;
    private final FindPayments findPayments;

    PaymentController(StartPayment startPayment, CancelPayment cancelPayment, FindPayments findPayments) {
        this.startPayment = startPayment;
        this.cancelPayment = cancelPayment;
        this.findPayments = findPayments;
    }

    /** 201 for an attempt that was started, 200 for one of before that is still under way. */
    @Idempotent(claim = Idempotent.Claim.IN_TRANSACTION)
    @PostMapping
    @ApiResponse(responseCode = "201", description = "The payment has begun", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "200", description = "One of before is still under way", useReturnTypeSchema = true)
    @Refuses({
        "402 declined",
        "404 order_not_found",
        "409 order_not_payable",
        "409 payment_in_progress",
        "409 provider_refused",
        "422 amount_not_chargeable",
        "422 provider_not_configured",
        "422 method_not_supported",
        "429 too_many_declines",
        "503 provider_unavailable",
        "503 order_service_unavailable"
    })
    @Operation(summary = "Pay an order; the amount is the one of the order")
    ResponseEntity<PaymentBody> pay(
            @Valid @RequestBody NewPayment body, KeyedRequest request, @AuthenticationPrincipal Caller caller) {
        var buyer = new UserId(caller.id());
        var method = body.method().toMethod();
        var started = startPayment.start(
                new StartPayment.Command(
                        buyer,
                        new OrderId(body.orderId()),
                        method,
                        body.method().toProvider()),
                new StartPayment.Request() {
                    @Override
                    public PaymentId claim() {
                        return new PaymentId(request.claim().value());
                    }

                    @Override
                    public void answer(StartPayment.Started started) {
                        request.answer(PaymentController.answer(started, buyer));
                    }
                });
        return answer(started, buyer);
    }

    private static ResponseEntity<PaymentBody> answer(StartPayment.Started started, UserId buyer) {
        var payment = PaymentBody.of(started.payment(), buyer);
        var answer = started.started()
                ? ResponseEntity.created(URI.create("/api/payments/" + payment.id()))
                : ResponseEntity.ok();
        return ETags.forCaller(answer, payment.version(), payment);
    }

    /** A repeat changes nothing, so no key is needed. */
    @PostMapping("/{id}/cancel")
    @Refuses({"404 payment_not_found", "409 payment_captured", "409 provider_refused", "503 provider_unavailable"})
    @Operation(summary = "Give an attempt up, so that the order can be paid in another way")
    ResponseEntity<PaymentBody> cancel(@PathVariable UUID id, @AuthenticationPrincipal Caller caller) {
        var payment =
                PaymentBody.of(cancelPayment.cancel(new PaymentId(id), ownerSeenBy(caller)), new UserId(caller.id()));
        return ETags.okForCaller(payment.version(), payment);
    }

    @GetMapping("/{id}")
    @Refuses("404 payment_not_found")
    @Operation(summary = "One payment")
    ResponseEntity<PaymentBody> one(@PathVariable UUID id, @AuthenticationPrincipal Caller caller) {
        var found = findPayments.find(new PaymentId(id), ownerSeenBy(caller));
        var payment = PaymentBody.of(
                found, new UserId(caller.id()), caller.isAdmin() ? findPayments.disputes(found.id()) : null);
        return ETags.okForCaller(payment.version(), payment);
    }

    @GetMapping
    @Operation(summary = "The caller's payments; administrators see all")
    PageBody<PaymentBody> list(
            @RequestParam(required = false) @Nullable UUID orderId,
            @Paged(sort = "createdAt", by = "createdAt,desc", cursor = true) PageQuery query,
            @AuthenticationPrincipal Caller caller) {
        return findPayments
                .page(ownerSeenBy(caller), orderId, query)
                .map(payment -> PaymentBody.of(payment, new UserId(caller.id())));
    }

    private static @Nullable UserId ownerSeenBy(Caller caller) {
        return caller.isAdmin() ? null : new UserId(caller.id());
    }

    /** What is to be paid and how; how much is not for the client to say. */
    record NewPayment(@NotNull UUID orderId, @NotNull @Valid Method method) {

        /**
         * How to pay.
         *
         * @param provider by whom; null to leave that to the shop
         * @param paymentMethod only for a card: the provider's id of it. A card number has no place here.
         */
        record Method(
                @NotNull @Pattern(regexp = "card|intent|checkout") String type,

                @Nullable @Pattern(regexp = "stripe|razorpay") String provider,

                @Nullable @Pattern(regexp = "pm_[A-Za-z0-9_]{1,100}") String paymentMethod) {

            @Nullable Provider toProvider() {
                return provider == null ? null : Provider.ofLabel(provider).orElseThrow();
            }

            PaymentMethod toMethod() {
                if (type.equals("card")) {
                    if (paymentMethod == null) {
                        throw new InvalidRequestException(
                                "method.paymentMethod", "required", "a card is named by the provider's id of it");
                    }
                    return new PaymentMethod.Card(paymentMethod);
                }
                if (paymentMethod != null) {
                    throw new InvalidRequestException(
                            "method.paymentMethod", "not_allowed", "only a card takes a payment method");
                }
                return type.equals("intent") ? new PaymentMethod.Intent() : new PaymentMethod.Checkout();
            }
        }
    }
}
