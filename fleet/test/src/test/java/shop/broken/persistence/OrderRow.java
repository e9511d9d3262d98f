package shop.broken.persistence;

import org.springframework.data.mongodb.core.mapping.Document;

/** A stored type that the whole fleet can see. */
@Document
public record OrderRow(String id) {}
