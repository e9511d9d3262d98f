/** From the cart to the payment. */
@NullMarked
package shop.storefront.checkout;

import org.jspecify.annotations.NullMarked;
