package shop.payment.web;

import io.swagger.v3.oas.annotations.Operation;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import shop.http.docs.Refuses;
import shop.payment.application.ReceiveWebhook;
import shop.payment.application.WebhookReader;
import shop.payment.domain.Provider;

/** Takes the provider's webhooks: whoever knows the signing secret is the provider. */
@RestController
class WebhookController {

    private final ReceiveWebhook receiveWebhook;

    WebhookController(ReceiveWebhook receiveWebhook) {
        this.receiveWebhook = receiveWebhook;
    }

    /** As for Stripe; the id of the event is outside of the payload. */
    @PostMapping("/api/payments/webhooks/razorpay")
    @Refuses("400 bad_webhook")
    @Operation(summary = "Razorpay's own account of what happened, signed")
    ResponseEntity<Void> receiveRazorpay(
            @RequestBody byte[] payload,
            @RequestHeader(name = "X-Razorpay-Signature", defaultValue = "") String signature,
            @RequestHeader(name = "X-Razorpay-Event-Id", required = false) @Nullable String eventId) {
        return receive(Provider.RAZORPAY, payload, signature, eventId);
    }

    /** Reads the very bytes that were signed, whatever their media type. 200 once they are stored, also for what is known. */
    @PostMapping("/api/payments/webhooks/stripe")
    @Refuses("400 bad_webhook")
    @Operation(summary = "Stripe's own account of what happened, signed")
    ResponseEntity<Void> receiveStripe(
            @RequestBody byte[] payload,
            @RequestHeader(name = "Stripe-Signature", defaultValue = "") String signature) {
        return receive(Provider.STRIPE, payload, signature, null);
    }

    private ResponseEntity<Void> receive(
            Provider provider, byte[] payload, String signature, @Nullable String eventId) {
        receiveWebhook.receive(
                provider, new WebhookReader.Sent(new String(payload, StandardCharsets.UTF_8), signature, eventId));
        return ResponseEntity.ok().build();
    }
}
