package shop.proof.prove.history;

/**
 * What a response said, as far as it can be checked later. What it did not say is an empty text, or 0.
 *
 * @param order its id
 * @param payment its id
 * @param refund its id
 * @param product its id
 * @param account its id
 * @param session SHA-256 of the refresh token that was issued or given back, in hexadecimal digits
 * @param status of what the call was about
 * @param paymentStatus of the order
 * @param version of what the call was about
 * @param amountMinor its amount: an order's total, a payment's or refund's amount, a price, or the pieces of an adjustment
 * @param currency of the amount; empty for pieces
 */
public record Facts(
        String order,
        String payment,
        String refund,
        String product,
        String account,
        String session,
        String status,
        String paymentStatus,
        long version,
        long amountMinor,
        String currency) {

    public static final Facts NONE = new Facts("", "", "", "", "", "", "", "", 0, 0, "");

    public Facts withOrder(String id) {
        return new Facts(
                id, payment, refund, product, account, session, status, paymentStatus, version, amountMinor, currency);
    }

    public Facts withPayment(String id) {
        return new Facts(
                order, id, refund, product, account, session, status, paymentStatus, version, amountMinor, currency);
    }

    public Facts withRefund(String id) {
        return new Facts(
                order, payment, id, product, account, session, status, paymentStatus, version, amountMinor, currency);
    }

    public Facts withProduct(String id) {
        return new Facts(
                order, payment, refund, id, account, session, status, paymentStatus, version, amountMinor, currency);
    }

    public Facts withAccount(String id) {
        return new Facts(
                order, payment, refund, product, id, session, status, paymentStatus, version, amountMinor, currency);
    }

    public Facts withSession(String hash) {
        return new Facts(
                order, payment, refund, product, account, hash, status, paymentStatus, version, amountMinor, currency);
    }

    public Facts withStatus(String seen, String seenPayment, long seenVersion) {
        return new Facts(
                order,
                payment,
                refund,
                product,
                account,
                session,
                seen,
                seenPayment,
                seenVersion,
                amountMinor,
                currency);
    }

    public Facts withAmount(long minor, String ofCurrency) {
        return new Facts(
                order, payment, refund, product, account, session, status, paymentStatus, version, minor, ofCurrency);
    }
}
