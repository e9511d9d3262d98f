package shop.security;

/**
 * The service whose token came with a request to {@code /internal/**}. A controller takes it as
 * {@code @AuthenticationPrincipal ServiceCaller caller}.
 *
 * @param service its name in the registry, for example {@code order-service}
 */
public record ServiceCaller(String service) {}
