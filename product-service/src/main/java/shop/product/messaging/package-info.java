/** What the catalog consumes. */
@NullMarked
package shop.product.messaging;

import org.jspecify.annotations.NullMarked;
