/** Finding products: what can be asked, and what the answer is made of. */
@NullMarked
package shop.product.search;

import org.jspecify.annotations.NullMarked;
