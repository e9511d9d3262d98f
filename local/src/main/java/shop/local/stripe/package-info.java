/** A Stripe that runs on this machine, so that the fleet takes payments without a key or a network. */
@NullMarked
package shop.local.stripe;

import org.jspecify.annotations.NullMarked;
