/** What the catalogue hears from the fleet. */
@NullMarked
package shop.product.messaging;

import org.jspecify.annotations.NullMarked;
