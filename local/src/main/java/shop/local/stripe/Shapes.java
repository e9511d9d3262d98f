package shop.local.stripe;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Stripe's objects with every field that Stripe sends, as they are when they are made. Fields whose name starts with an underscore are the
 * sandbox's own and are never shown.
 */
final class Shapes {

    /** What a shop can say for itself in a dispute. */
    private static final List<String> EVIDENCE = List.of(
            "access_activity_log",
            "billing_address",
            "cancellation_policy",
            "cancellation_policy_disclosure",
            "cancellation_rebuttal",
            "customer_communication",
            "customer_email_address",
            "customer_name",
            "customer_purchase_ip",
            "customer_signature",
            "duplicate_charge_documentation",
            "duplicate_charge_explanation",
            "duplicate_charge_id",
            "product_description",
            "receipt",
            "refund_policy",
            "refund_policy_disclosure",
            "refund_refusal_explanation",
            "service_date",
            "service_documentation",
            "shipping_address",
            "shipping_carrier",
            "shipping_date",
            "shipping_documentation",
            "shipping_tracking_number",
            "uncategorized_file",
            "uncategorized_text");

    private Shapes() {}

    static ObjectNode visible(ObjectNode object) {
        var shown = object.deepCopy();
        object.propertyNames().stream().filter(name -> name.startsWith("_")).forEach(shown::remove);
        return shown;
    }

    static ObjectNode paymentIntent(String id, long created, long amount, String currency) {
        var intent = Json.object()
                .put("id", id)
                .put("object", "payment_intent")
                .put("amount", amount)
                .put("amount_capturable", 0);
        intent.putObject("amount_details").putObject("tip");
        intent.put("amount_received", 0)
                .putNull("application")
                .putNull("application_fee_amount")
                .putNull("automatic_payment_methods")
                .putNull("canceled_at")
                .putNull("cancellation_reason")
                .put("capture_method", "automatic_async")
                .put("client_secret", Ids.next(id + "_secret_"))
                .put("confirmation_method", "automatic")
                .put("created", created)
                .put("currency", currency)
                .putNull("customer")
                .putNull("customer_account")
                .putNull("description")
                .putNull("excluded_payment_method_types")
                .putNull("last_payment_error")
                .putNull("latest_charge")
                .put("livemode", false)
                .putNull("managed_payments");
        intent.putObject("metadata");
        intent.putNull("next_action")
                .putNull("on_behalf_of")
                .putNull("payment_method")
                .putNull("payment_method_configuration_details");
        intent.putObject("payment_method_options");
        intent.putArray("payment_method_types").add("card");
        return intent.putNull("processing")
                .putNull("receipt_email")
                .putNull("review")
                .putNull("setup_future_usage")
                .putNull("shipping")
                .putNull("source")
                .putNull("statement_descriptor")
                .putNull("statement_descriptor_suffix")
                .put("status", "requires_payment_method")
                .putNull("transfer_data")
                .putNull("transfer_group");
    }

    /** A charge for the intent: paid, or refused with the decline. */
    static ObjectNode charge(
            String id, long created, ObjectNode intent, TestCard card, TestCard.@Nullable Decline decline) {
        var paid = decline == null;
        var failureCode = decline == null ? null : decline.code();
        var failureMessage = decline == null ? null : decline.message();
        var reason = decline == null ? null : decline.declineCode();
        var amount = intent.path("amount").asLong();
        var charge = Json.object()
                .put("id", id)
                .put("object", "charge")
                .put("amount", amount)
                .put("amount_captured", paid ? amount : 0)
                .put("amount_refunded", 0)
                .putNull("application")
                .putNull("application_fee")
                .putNull("application_fee_amount")
                .put("balance_transaction", paid ? Ids.next("txn_") : null);
        var billing = charge.putObject("billing_details");
        var address = billing.putObject("address");
        Stream.of("city", "country", "line1", "line2", "postal_code", "state").forEach(address::putNull);
        Stream.of("email", "name", "phone", "tax_id").forEach(billing::putNull);
        charge.put("calculated_statement_descriptor", "SHOPFLEET")
                .put("captured", paid)
                .put("created", created)
                .set("currency", intent.path("currency"));
        charge.putNull("customer").set("description", intent.path("description"));
        charge.put("disputed", false)
                .putNull("failure_balance_transaction")
                .put("failure_code", failureCode)
                .put("failure_message", failureMessage);
        charge.putObject("fraud_details");
        charge.put("livemode", false).set("metadata", intent.path("metadata"));
        charge.putNull("on_behalf_of");
        charge.putObject("outcome")
                .putNull("advice_code")
                .putNull("network_advice_code")
                .putNull("network_decline_code")
                .put("network_status", paid ? "approved_by_network" : "declined_by_network")
                .put("reason", reason)
                .put("risk_level", card.riskLevel())
                .put("risk_score", card.riskScore())
                .put("seller_message", paid ? "Payment complete." : "The bank did not accept the card.")
                .put("type", paid ? "authorized" : "issuer_declined");
        charge.put("paid", paid).set("payment_intent", intent.path("id"));
        charge.put("payment_method", card.paymentMethod());
        card(charge.putObject("payment_method_details").put("type", "card").putObject("card"), amount, card);
        charge.putNull("receipt_email")
                .putNull("receipt_number")
                .putNull("receipt_url")
                .put("refunded", false);
        list(charge.putObject("refunds"), "/v1/charges/" + id + "/refunds");
        return charge.putNull("review")
                .putNull("shipping")
                .putNull("source")
                .putNull("source_transfer")
                .putNull("statement_descriptor")
                .putNull("statement_descriptor_suffix")
                .put("status", paid ? "succeeded" : "failed")
                .putNull("transfer_data")
                .putNull("transfer_group");
    }

    /** The method of a card as an error names it. */
    static ObjectNode paymentMethod(TestCard card) {
        var method = Json.object()
                .put("id", card.paymentMethod())
                .put("object", "payment_method")
                .put("type", "card");
        method.putObject("card")
                .put("brand", card.brand())
                .put("country", card.country())
                .put("exp_month", 12)
                .put("exp_year", 2034)
                .put("fingerprint", card.fingerprint())
                .put("funding", "credit")
                .put("last4", card.lastFour());
        return method;
    }

    private static void card(ObjectNode details, long amount, TestCard card) {
        details.put("amount_authorized", amount).putNull("authorization_code").put("brand", card.brand());
        details.putObject("checks")
                .putNull("address_line1_check")
                .putNull("address_postal_code_check")
                .put("cvc_check", "pass");
        details.put("country", card.country())
                .put("exp_month", 12)
                .put("exp_year", 2034)
                .put("fingerprint", card.fingerprint())
                .put("funding", "credit")
                .putNull("installments")
                .put("last4", card.lastFour())
                .putNull("mandate")
                .put("network", card.brand())
                .putNull("network_token")
                .putNull("network_transaction_id")
                .put("regulated_status", "unregulated")
                .putNull("three_d_secure")
                .putNull("transaction_link_id")
                .putNull("wallet");
        details.putObject("extended_authorization").put("status", "disabled");
        details.putObject("incremental_authorization").put("status", "unavailable");
        details.putObject("multicapture").put("status", "unavailable");
        details.putObject("overcapture")
                .put("maximum_amount_capturable", amount)
                .put("status", "unavailable");
    }

    static ObjectNode session(String id, long created, long expires, long total, String currency, String url) {
        var session = Json.object().put("id", id).put("object", "checkout.session");
        session.putObject("adaptive_pricing").put("enabled", false);
        session.putNull("after_expiration")
                .putNull("allow_promotion_codes")
                .put("amount_subtotal", total)
                .put("amount_total", total);
        session.putObject("automatic_tax")
                .put("enabled", false)
                .putNull("liability")
                .putNull("provider")
                .putNull("status");
        session.putNull("billing_address_collection")
                .putNull("cancel_url")
                .putNull("client_reference_id")
                .putNull("client_secret")
                .putNull("collected_information")
                .putNull("consent")
                .putNull("consent_collection")
                .put("created", created)
                .put("currency", currency)
                .putNull("currency_conversion");
        session.putArray("custom_fields");
        var text = session.putObject("custom_text");
        Stream.of("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
                .forEach(text::putNull);
        session.putNull("customer")
                .putNull("customer_account")
                .put("customer_creation", "if_required")
                .putNull("customer_details")
                .putNull("customer_email");
        session.putArray("discounts");
        session.put("expires_at", expires).putNull("integration_identifier").putNull("invoice");
        var invoice =
                session.putObject("invoice_creation").put("enabled", false).putObject("invoice_data");
        Stream.of("account_tax_ids", "custom_fields", "description", "footer", "issuer", "rendering_options")
                .forEach(invoice::putNull);
        invoice.putObject("metadata");
        session.put("livemode", false).putNull("locale").putNull("managed_payments");
        session.putObject("metadata");
        session.put("mode", "payment")
                .putNull("origin_context")
                .putNull("payment_intent")
                .putNull("payment_link")
                .put("payment_method_collection", "if_required")
                .putNull("payment_method_configuration_details");
        session.putObject("payment_method_options");
        session.putArray("payment_method_types").add("card");
        session.put("payment_status", "unpaid").putNull("permissions");
        session.putObject("phone_number_collection").put("enabled", false);
        session.putNull("recovered_from")
                .putNull("saved_payment_method_options")
                .putNull("setup_intent")
                .putNull("shipping_address_collection")
                .putNull("shipping_cost");
        session.putArray("shipping_options");
        session.put("status", "open")
                .putNull("submit_type")
                .putNull("subscription")
                .putNull("success_url");
        session.putObject("total_details")
                .put("amount_discount", 0)
                .put("amount_shipping", 0)
                .put("amount_tax", 0);
        return session.put("ui_mode", "hosted_page").put("url", url).putNull("wallet_options");
    }

    static ObjectNode refund(String id, long created, long amount, ObjectNode charge) {
        var refund = Json.object()
                .put("id", id)
                .put("object", "refund")
                .put("amount", amount)
                .put("balance_transaction", Ids.next("txn_"))
                .set("charge", charge.path("id"));
        refund.put("created", created).set("currency", charge.path("currency"));
        var details = refund.putNull("customer").putNull("customer_account").putObject("destination_details");
        details.putObject("card")
                .put("reference_status", "pending")
                .put("reference_type", "acquirer_reference_number")
                .put("type", "refund");
        details.put("type", "card");
        refund.putObject("metadata");
        refund.set("payment_intent", charge.path("payment_intent"));
        return refund.set("payment_method", charge.path("payment_method"))
                .putNull("reason")
                .putNull("receipt_number")
                .putNull("source_transfer_reversal")
                .put("status", "succeeded")
                .putNull("transfer_reversal");
    }

    static ObjectNode dispute(String id, long created, long evidenceDue, ObjectNode charge) {
        var dispute = Json.object()
                .put("id", id)
                .put("object", "dispute")
                .put("amount", charge.path("amount").asLong());
        dispute.putArray("balance_transactions");
        dispute.set("charge", charge.path("id"));
        dispute.put("created", created).set("currency", charge.path("currency"));
        dispute.putArray("enhanced_eligibility_types");
        var evidence = dispute.putObject("evidence");
        EVIDENCE.forEach(evidence::putNull);
        evidence.putObject("enhanced_evidence");
        var details = dispute.putObject("evidence_details");
        details.putObject("enhanced_eligibility");
        details.put("due_by", evidenceDue)
                .put("has_evidence", false)
                .put("past_due", false)
                .put("submission_count", 0);
        dispute.put("is_charge_refundable", false).put("livemode", false).putObject("metadata");
        dispute.set("payment_intent", charge.path("payment_intent"));
        return dispute.put("reason", "fraudulent").put("status", "needs_response");
    }

    /** One movement on the shop's balance. Stripe's fee is not taken here. */
    static ObjectNode balanceTransaction(
            String id, long created, long amount, String currency, String source, String category, String type) {
        var transaction = Json.object()
                .put("id", id)
                .put("object", "balance_transaction")
                .put("amount", amount)
                .put("available_on", created)
                .put("balance_type", "payments")
                .put("created", created)
                .put("currency", currency)
                .putNull("description")
                .putNull("exchange_rate")
                .put("fee", 0);
        transaction.putArray("fee_details");
        return transaction
                .put("net", amount)
                .put("reporting_category", category)
                .put("source", source)
                .put("status", "available")
                .put("type", type);
    }

    /** How a paid charge came onto the balance, with Stripe's fee. */
    static ObjectNode balanceTransactionOf(ObjectNode charge) {
        var amount = charge.path("amount").asLong();
        var fee = charge.path("_fee").asLong();
        var currency = charge.path("currency").asString();
        var transaction = balanceTransaction(
                charge.path("balance_transaction").asString(),
                charge.path("created").asLong(),
                amount,
                currency,
                charge.path("id").asString(),
                "charge",
                "charge");
        transaction.put("fee", fee).put("net", amount - fee);
        if (fee > 0) {
            transaction
                    .withArrayProperty("fee_details")
                    .addObject()
                    .put("amount", fee)
                    .putNull("application")
                    .put("currency", currency)
                    .put("description", "Stripe processing fees")
                    .put("type", "stripe_fee");
        }
        return transaction;
    }

    static void merge(ObjectNode object, Map<String, String> metadata) {
        var kept = object.withObjectProperty("metadata");
        metadata.forEach((key, value) -> {
            if (value.isEmpty()) {
                kept.remove(key);
            } else {
                kept.put(key, value);
            }
        });
    }

    static void list(ObjectNode into, String url) {
        into.put("object", "list");
        into.putArray("data");
        into.put("has_more", false).put("url", url);
    }
}
