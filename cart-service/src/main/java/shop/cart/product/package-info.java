/** This service's own copy of what a cart needs to know of products. */
@NullMarked
package shop.cart.product;

import org.jspecify.annotations.NullMarked;
