/** The catalog as it is read: products kept in memory, written as JSON once, and never older than the events received of them. */
@NullMarked
package shop.product.reads;

import org.jspecify.annotations.NullMarked;
