package shop.inventory.domain;

import java.util.UUID;

public record OrderId(UUID value) {}
