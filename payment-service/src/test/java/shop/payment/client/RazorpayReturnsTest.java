package shop.payment.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.razorpay.RazorpayException;
import com.razorpay.Utils;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import shop.payment.application.SignedReturns.Returned;
import shop.payment.support.ProviderSamples;

class RazorpayReturnsTest {

    final RazorpayReturns returns = new RazorpayReturns(
            ProviderSamples.properties(ProviderSamples.stripe(), ProviderSamples.razorpay(null, "hook-secret")));

    @Test
    void anOrderThatRazorpaySignedIsBelieved() throws RazorpayException {
        assertThat(returns.verify(order(Utils.getHash("order_1|pay_1", "key-secret"))))
                .contains(new Returned("order_1", null));
    }

    @Test
    void aLinkThatRazorpaySignedIsBelieved() throws RazorpayException {
        var signature = Utils.getHash("plink_1|ref|paid|pay_1", "key-secret");

        assertThat(returns.verify(link(signature))).contains(new Returned(null, "plink_1"));
    }

    @Test
    void nothingElseIsBelieved() throws RazorpayException {
        assertThat(returns.verify(Map.of())).isEmpty();
        assertThat(returns.verify(order(""))).isEmpty();
        assertThat(returns.verify(order(Utils.getHash("order_1|pay_1", "hook-secret"))))
                .isEmpty();
        assertThat(returns.verify(order(Utils.getHash("order_2|pay_1", "key-secret"))))
                .isEmpty();
        assertThat(returns.verify(link(Utils.getHash("plink_1|ref|created|pay_1", "key-secret"))))
                .isEmpty();
        var tooLong = new HashMap<>(order(Utils.getHash("order_1|pay_1", "key-secret")));
        tooLong.put("razorpay_order_id", "o".repeat(201));
        assertThat(returns.verify(tooLong)).isEmpty();
    }

    @Test
    void withoutAKeyNothingIs() throws RazorpayException {
        var unconfigured =
                new RazorpayReturns(ProviderSamples.properties(ProviderSamples.stripe(), ProviderSamples.NO_RAZORPAY));

        assertThat(unconfigured.verify(order(Utils.getHash("order_1|pay_1", "key-secret"))))
                .isEmpty();
    }

    private static Map<String, String> order(String signature) {
        return Map.of("razorpay_order_id", "order_1", "razorpay_payment_id", "pay_1", "razorpay_signature", signature);
    }

    private static Map<String, String> link(String signature) {
        return Map.of(
                "razorpay_payment_link_id", "plink_1",
                "razorpay_payment_link_reference_id", "ref",
                "razorpay_payment_link_status", "paid",
                "razorpay_payment_id", "pay_1",
                "razorpay_signature", signature);
    }
}
