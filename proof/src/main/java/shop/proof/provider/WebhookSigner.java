package shop.proof.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs a webhook's body as Stripe does. */
final class WebhookSigner {

    private WebhookSigner() {}

    static String header(String secret, long epochSecond, String payload) throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        var signature = mac.doFinal((epochSecond + "." + payload).getBytes(StandardCharsets.UTF_8));
        return "t=" + epochSecond + ",v1=" + HexFormat.of().formatHex(signature);
    }
}
