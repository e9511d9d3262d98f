package shop.payment.domain;

import java.util.UUID;

public record DriftId(UUID value) {}
