/** Products: what they are, how they are stored, found and told to the fleet. */
@NullMarked
package shop.product.catalog;

import org.jspecify.annotations.NullMarked;
