package shop.payment.web;

import io.swagger.v3.oas.annotations.Operation;
import java.nio.charset.StandardCharsets;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import shop.payment.application.ReceiveWebhook;
import shop.web.docs.Refuses;

/** Takes the provider's webhooks: whoever knows the signing secret is the provider. */
@RestController
class WebhookController {

    private final ReceiveWebhook receiveWebhook;

    WebhookController(ReceiveWebhook receiveWebhook) {
        this.receiveWebhook = receiveWebhook;
    }

    /** Reads the very bytes that were signed, whatever their media type. 200 once they are stored, also for what is known. */
    @PostMapping("/api/payments/webhooks/stripe")
    @Refuses("400 bad_webhook")
    @Operation(summary = "The provider's own account of what happened, signed")
    ResponseEntity<Void> receive(
            @RequestBody byte[] payload,
            @RequestHeader(name = "Stripe-Signature", defaultValue = "") String signature) {
        receiveWebhook.receive(new String(payload, StandardCharsets.UTF_8), signature);
        return ResponseEntity.ok().build();
    }
}
