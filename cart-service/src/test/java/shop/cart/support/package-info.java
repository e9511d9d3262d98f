/** What the tests of the carts share. */
@NullMarked
package shop.cart.support;

import org.jspecify.annotations.NullMarked;
