package shop.proof.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A token taken apart, to be changed and put together again: honestly, or as a forger would. */
record Jwt(ObjectNode header, ObjectNode payload, String signature) {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    static Jwt of(String token) {
        var parts = token.split("\\.", -1);
        return new Jwt(object(parts[0]), object(parts[1]), parts[2]);
    }

    Jwt header(Consumer<ObjectNode> change) {
        var changed = header.deepCopy();
        change.accept(changed);
        return new Jwt(changed, payload, signature);
    }

    Jwt payload(Consumer<ObjectNode> change) {
        var changed = payload.deepCopy();
        change.accept(changed);
        return new Jwt(header, changed, signature);
    }

    /** With the signature it had, whether that still fits or not. */
    String asIs() {
        return signed() + "." + signature;
    }

    String unsigned() {
        return signed() + ".";
    }

    /** As its header says, if that is an RSA signature, else with RS256. */
    String signedBy(PrivateKey key) throws GeneralSecurityException {
        var rsa = Signature.getInstance(
                switch (header.path("alg").asString("")) {
                    case "RS384" -> "SHA384withRSA";
                    case "RS512" -> "SHA512withRSA";
                    default -> "SHA256withRSA";
                });
        rsa.initSign(key);
        rsa.update(signed().getBytes(StandardCharsets.US_ASCII));
        return signed() + "." + BASE64.encodeToString(rsa.sign());
    }

    /** HS256, under whatever bytes a careless verifier would take for its key. */
    String mac(byte[] secret) throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        return signed() + "." + BASE64.encodeToString(mac.doFinal(signed().getBytes(StandardCharsets.US_ASCII)));
    }

    private String signed() {
        return encoded(header) + "." + encoded(payload);
    }

    private static ObjectNode object(String part) {
        return (ObjectNode) JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(part));
    }

    private static String encoded(ObjectNode json) {
        return BASE64.encodeToString(JsonMapper.shared().writeValueAsBytes(json));
    }
}
