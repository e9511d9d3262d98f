/** What the tests of the catalogue share. */
@NullMarked
package shop.product.support;

import org.jspecify.annotations.NullMarked;
