package shop.payment.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;
import shop.http.docs.Refuses;
import shop.http.problem.InvalidRequestException;
import shop.http.query.AcceptsQuery;
import shop.http.request.HeadRequests;
import shop.payment.application.CancelPayment;
import shop.payment.application.FindPayments;
import shop.payment.application.ProviderUnavailableException;
import shop.payment.application.SignedReturns;
import shop.payment.application.SyncPayment;
import shop.payment.config.PaymentProperties;
import shop.payment.domain.Payment;
import shop.payment.domain.PaymentException;
import shop.payment.domain.PaymentId;
import shop.payment.domain.PaymentState;

/**
 * Where the provider's pages send the buyer back to. Anyone can open these addresses, so that one was opened means nothing: the provider
 * is asked what is true. Who goes back without paying gives the attempt up.
 */
@RestController
@RequestMapping("/api/payments/callback")
@ApiResponse(
        responseCode = "200",
        description = "A page for the buyer",
        content = @Content(mediaType = MediaType.TEXT_HTML_VALUE, schema = @Schema(type = "string")))
@ApiResponse(
        responseCode = "303",
        description = "To the shop's own page, with paymentId, orderId and status, where there is one",
        content = @Content)
class CallbackController {

    private static final Logger log = LoggerFactory.getLogger(CallbackController.class);

    private final FindPayments findPayments;
    private final SyncPayment syncPayment;
    private final CancelPayment cancelPayment;
    private final SignedReturns signedReturns;
    private final CallbackLimit limit;
    private final PaymentProperties properties;

    CallbackController(
            FindPayments findPayments,
            SyncPayment syncPayment,
            CancelPayment cancelPayment,
            SignedReturns signedReturns,
            CallbackLimit limit,
            PaymentProperties properties) {
        this.findPayments = findPayments;
        this.syncPayment = syncPayment;
        this.cancelPayment = cancelPayment;
        this.signedReturns = signedReturns;
        this.limit = limit;
        this.properties = properties;
    }

    @GetMapping("/success")
    @AcceptsQuery("*")
    @Refuses("404 payment_not_found")
    @Operation(summary = "Where the provider's page sends the buyer who has paid")
    ResponseEntity<String> success(
            @RequestParam(name = "session_id", required = false) @Nullable String session,
            @RequestParam(name = "payment_id", required = false) @Nullable UUID payment) {
        return answer(synced(find(session, payment)));
    }

    @GetMapping("/fail")
    @AcceptsQuery("*")
    @Refuses("404 payment_not_found")
    @Operation(summary = "Where the provider's page sends the buyer who has not paid; the attempt is given up")
    ResponseEntity<String> fail(
            @RequestParam(name = "session_id", required = false) @Nullable String session,
            @RequestParam(name = "payment_id", required = false) @Nullable UUID payment,
            HttpServletRequest request) {
        var found = find(session, payment);
        // Programs that look at a link send HEAD; a buyer who has left the page does not.
        return answer(HeadRequests.isHead(request) ? found : givenUp(found));
    }

    /** Where a payment link of Razorpay's sends the buyer who has paid, signed by Razorpay. */
    @GetMapping("/razorpay")
    @AcceptsQuery("*")
    @Refuses("404 payment_not_found")
    @Operation(summary = "Where Razorpay's page sends the buyer who has paid; what it signed is checked")
    ResponseEntity<String> returnedFromLink(@RequestParam Map<String, String> parameters) {
        return answer(synced(returned(parameters)));
    }

    /** What Razorpay's script hands to the shop's page after a payment. */
    @PostMapping(path = "/razorpay", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Refuses("404 payment_not_found")
    @Operation(summary = "What Razorpay's script brought back, to be checked")
    ResponseEntity<String> returnedFromScript(@Valid @RequestBody RazorpayReturn body) {
        return answer(synced(returned(Map.of(
                "razorpay_order_id", body.orderId(),
                "razorpay_payment_id", body.paymentId(),
                "razorpay_signature", body.signature()))));
    }

    private Payment returned(Map<String, String> parameters) {
        return findPayments.findReturned(signedReturns
                .verify(parameters)
                .orElseThrow(() ->
                        new InvalidRequestException("razorpay_signature", "invalid", "it is not signed by Razorpay")));
    }

    /** As Razorpay's script names them. */
    record RazorpayReturn(
            @JsonProperty("razorpay_order_id") @NotNull @Size(max = 200) String orderId,

            @JsonProperty("razorpay_payment_id") @NotNull @Size(max = 200) String paymentId,

            @JsonProperty("razorpay_signature") @NotNull @Size(max = 200) String signature) {}

    private ResponseEntity<String> answer(Payment payment) {
        var shop = properties.returnUrl();
        if (shop == null) {
            return ResponseEntity.ok()
                    .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
                    .cacheControl(CacheControl.noStore())
                    .header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
                    .body(page(payment));
        }
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .location(addressIn(shop, payment))
                .build();
    }

    /** The buyer has left the provider's page: nobody comes back to this attempt, and the order is to be payable in another way. */
    private Payment givenUp(Payment payment) {
        if (!payment.state().isLive() || !limit.tryConsume(payment.id())) {
            return payment;
        }
        try {
            return cancelPayment.cancel(payment.id(), null);
        } catch (PaymentException.Captured paid) {
            return findPayments.find(payment.id(), null);
        } catch (ProviderUnavailableException | PaymentException.Refused notNow) {
            log.warn("Callback cannot end payment {}: {}", payment.id().value(), notNow.getMessage());
            return payment;
        }
    }

    private Payment find(@Nullable String session, @Nullable UUID id) {
        if (session != null) {
            if (session.chars().anyMatch(Character::isISOControl)) {
                throw new InvalidRequestException("session_id", "invalid", "a session's id has no control characters");
            }
            return findPayments.findBySession(session);
        }
        if (id != null) {
            return findPayments.find(new PaymentId(id), null);
        }
        throw new InvalidRequestException("session_id", "required", "give session_id or payment_id");
    }

    private Payment synced(Payment payment) {
        if (!payment.state().isLive() || !limit.tryConsume(payment.id())) {
            return payment;
        }
        try {
            return syncPayment.sync(payment.id());
        } catch (ProviderUnavailableException outage) {
            log.warn(
                    "Callback for payment {} cannot ask the provider: {}",
                    payment.id().value(),
                    outage.getMessage());
            return payment;
        }
    }

    private static URI addressIn(URI shop, Payment payment) {
        return UriComponentsBuilder.fromUri(shop)
                .queryParam("paymentId", payment.id().value())
                .queryParam("orderId", payment.order().value())
                .queryParam("status", PaymentBody.status(payment.state()))
                .build()
                .toUri();
    }

    /** Holds nothing that a client sent, so there is nothing to escape. */
    private static String page(Payment payment) {
        return """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><title>Payment</title>
                <meta name="viewport" content="width=device-width,initial-scale=1">
                <style>body{font:18px/1.6 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem}</style></head>
                <body><h1>%s</h1><p>Order %s</p><p>Payment %s: %s</p></body></html>
                """.formatted(
                        headline(payment.state()),
                        payment.order().value(),
                        payment.id().value(),
                        PaymentBody.status(payment.state()));
    }

    private static String headline(PaymentState state) {
        return switch (state) {
            case PAID -> "Thank you, your payment has arrived.";
            case STARTING, PROCESSING, REQUIRES_ACTION -> "Your payment is not finished yet.";
            case FAILED, CANCELLED -> "Your payment did not go through.";
            case PARTIALLY_REFUNDED, REFUNDED -> "Your payment was refunded.";
        };
    }
}
