package shop.order.domain;

import java.util.UUID;

public record PaymentId(UUID value) {}
