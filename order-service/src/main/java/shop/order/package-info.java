/** Owns the orders, from placed to delivered. */
@NullMarked
package shop.order;

import org.jspecify.annotations.NullMarked;
