package shop.payment.domain;

import java.util.UUID;

public record DisputeId(UUID value) {}
