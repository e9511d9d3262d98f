package shop.inventory.domain;

import java.util.UUID;

public record ProductId(UUID value) {}
