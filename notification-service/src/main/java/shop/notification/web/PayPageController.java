package shop.notification.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The page that the pay link of a mail leads to, for shops that have none of their own. It knows nothing of the order: whoever owns it logs
 * in there, and only a click begins a payment, since programs that check mails for harm open links.
 */
@RestController
@RequestMapping("/api/notifications/pay")
class PayPageController {

    private static final int NONCE_BYTES = 16;

    private final SecureRandom random = new SecureRandom();
    private final String page;

    PayPageController() throws IOException {
        this.page = new ClassPathResource("pages/pay.html").getContentAsString(StandardCharsets.UTF_8);
    }

    @GetMapping(produces = MediaType.TEXT_HTML_VALUE)
    @Operation(summary = "The page where the pay link of a mail leads")
    @ApiResponse(
            responseCode = "200",
            description = "A page with a button to pay, which asks for a login first where there is none",
            content = @Content(mediaType = MediaType.TEXT_HTML_VALUE, schema = @Schema(type = "string")))
    ResponseEntity<String> show(@Parameter(description = "The id of the order to pay") @RequestParam UUID order) {
        var nonce = newNonce();
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
                .cacheControl(CacheControl.noStore())
                .header(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'nonce-" + nonce + "'; script-src 'nonce-" + nonce
                                + "'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
                .header("Referrer-Policy", "no-referrer")
                .body(page.replace("$nonce", nonce).replace("$order", order.toString()));
    }

    private String newNonce() {
        var bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
