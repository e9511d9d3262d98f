/** Owns the stock: how much of each product there is, what is held for orders, and why. */
@NullMarked
package shop.inventory;

import org.jspecify.annotations.NullMarked;
