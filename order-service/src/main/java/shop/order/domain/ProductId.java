package shop.order.domain;

import java.util.UUID;

public record ProductId(UUID value) {}
