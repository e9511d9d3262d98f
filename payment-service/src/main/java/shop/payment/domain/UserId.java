package shop.payment.domain;

import java.util.UUID;

public record UserId(UUID value) {}
