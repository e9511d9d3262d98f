package shop.user.device;

import org.jspecify.annotations.Nullable;
import shop.user.secret.Secret;

/**
 * Where a request came from.
 *
 * @param address the address of the client
 * @param device what its browser got at a login before; it may be anything that somebody made up
 */
public record RequestOrigin(String address, @Nullable Secret device) {}
