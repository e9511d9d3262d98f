package shop.proof.prove.shoppers;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import shop.proof.prove.history.Facts;
import shop.proof.prove.history.Intent;
import tools.jackson.databind.JsonNode;

/** Takes out of a response what can be checked later. */
final class FactReader {

    private FactReader() {}

    /**
     * @param about what was known before
     * @param body of a response that is no refusal
     */
    static Facts read(Intent intent, Facts about, JsonNode body) {
        return switch (intent) {
            case ORDER, FLASH_ORDER, READ_ORDER, CANCEL, SHIP, REVIEW ->
                money(about, body.path("total"))
                        .withOrder(text(body, "id", about.order()))
                        .withStatus(
                                text(body, "status", ""),
                                text(body, "paymentStatus", ""),
                                body.path("version").asLong(0));
            case PAY, READ_PAYMENT ->
                money(about, body.path("amount"))
                        .withPayment(text(body, "id", about.payment()))
                        .withOrder(text(body, "orderId", about.order()))
                        .withStatus(
                                text(body, "status", ""),
                                "",
                                body.path("version").asLong(0));
            case REFUND ->
                money(about, body.path("amount"))
                        .withRefund(text(body, "id", about.refund()))
                        .withPayment(text(body, "paymentId", about.payment()))
                        .withOrder(text(body, "orderId", about.order()))
                        .withStatus(text(body, "status", ""), "", 0);
            case CREATE_PRODUCT, CHANGE_PRICE ->
                money(about, body.path("price"))
                        .withProduct(text(body, "id", about.product()))
                        .withStatus("", "", body.path("version").asLong(0));
            case ADJUST_STOCK -> about.withStatus("", "", body.path("version").asLong(0));
            case READ_STOCK ->
                about.withAmount(body.path("available").asLong(0), "")
                        .withStatus("", "", body.path("version").asLong(0));
            case SIGN_UP -> about.withAccount(text(body, "id", about.account()));
            case LOG_IN -> about.withSession(hash(text(body, "refreshToken", "")));
            case IMPORT -> about.withStatus(text(body, "state", ""), "", 0);
            case LOG_OUT, BROWSE, FILL_CART, READ_CART, CONFIRM_AT_PROVIDER -> about;
        };
    }

    /** How user-service knows a refresh token; nothing for none. */
    static String hash(String refreshToken) {
        if (refreshToken.isEmpty()) {
            return "";
        }
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(refreshToken.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Facts money(Facts facts, JsonNode money) {
        return money.isMissingNode()
                ? facts
                : facts.withAmount(
                        money.path("amountMinor").asLong(0),
                        money.path("currency").asString(""));
    }

    private static String text(JsonNode body, String field, String otherwise) {
        return body.path(field).asString(otherwise);
    }
}
