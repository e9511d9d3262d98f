/** Carts over HTTP. */
@NullMarked
package shop.cart.web;

import org.jspecify.annotations.NullMarked;
