/** What the tests of the catalog share. */
@NullMarked
package shop.product.support;

import org.jspecify.annotations.NullMarked;
