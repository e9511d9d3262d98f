package shop.payment.domain;

import java.util.UUID;

public record RefundId(UUID value) {}
