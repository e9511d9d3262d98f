package shop.payment.domain;

import java.util.UUID;

public record PaymentId(UUID value) {}
