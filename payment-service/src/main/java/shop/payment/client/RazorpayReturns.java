package shop.payment.client;

import com.razorpay.RazorpayException;
import com.razorpay.Utils;
import java.util.Map;
import java.util.Optional;
import org.json.JSONObject;
import org.springframework.stereotype.Component;
import shop.payment.application.SignedReturns;
import shop.payment.config.PaymentProperties;

/** What Razorpay's script and its payment links add to a return, signed with the secret half of our key. */
@Component
class RazorpayReturns implements SignedReturns {

    private static final int LONGEST = 200;

    private final PaymentProperties.Razorpay properties;

    RazorpayReturns(PaymentProperties properties) {
        this.properties = properties.razorpay();
    }

    @Override
    public Optional<Returned> verify(Map<String, String> parameters) {
        var link = text(parameters, "razorpay_payment_link_id");
        var order = text(parameters, "razorpay_order_id");
        var signed = new JSONObject()
                .put("razorpay_payment_id", text(parameters, "razorpay_payment_id"))
                .put("razorpay_signature", text(parameters, "razorpay_signature"));
        if (!properties.isConfigured() || (link.isEmpty() && order.isEmpty())) {
            return Optional.empty();
        }
        try {
            if (link.isEmpty()) {
                signed.put("razorpay_order_id", order);
                return Utils.verifyPaymentSignature(signed, properties.keySecret())
                        ? Optional.of(new Returned(order, null))
                        : Optional.empty();
            }
            signed.put("payment_link_id", link)
                    .put("payment_link_reference_id", text(parameters, "razorpay_payment_link_reference_id"))
                    .put("payment_link_status", text(parameters, "razorpay_payment_link_status"));
            return Utils.verifyPaymentLink(signed, properties.keySecret())
                    ? Optional.of(new Returned(null, link))
                    : Optional.empty();
        } catch (RazorpayException unsigned) {
            return Optional.empty();
        }
    }

    private static String text(Map<String, String> parameters, String name) {
        var value = parameters.getOrDefault(name, "");
        return value.length() > LONGEST ? "" : value;
    }
}
