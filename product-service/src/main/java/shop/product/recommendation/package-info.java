/** What goes with a product, a cart or a customer's purchases, learned from the orders. */
@NullMarked
package shop.product.recommendation;

import org.jspecify.annotations.NullMarked;
