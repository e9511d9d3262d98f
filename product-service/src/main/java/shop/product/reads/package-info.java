/** The catalogue as it is read: products kept in memory, written as JSON once, and never older than what the fleet has told of them. */
@NullMarked
package shop.product.reads;

import org.jspecify.annotations.NullMarked;
