package shop.order.domain;

import java.util.UUID;

public record CustomerId(UUID value) {}
