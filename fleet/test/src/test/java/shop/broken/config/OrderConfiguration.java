package shop.broken.config;

/** Here so that the layer is not empty. */
public final class OrderConfiguration {}
