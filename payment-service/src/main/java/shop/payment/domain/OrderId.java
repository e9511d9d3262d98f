package shop.payment.domain;

import java.util.UUID;

public record OrderId(UUID value) {}
