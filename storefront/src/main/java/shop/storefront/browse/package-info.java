/** Pages of the catalogue: home, categories, search, products, the site map. */
@NullMarked
package shop.storefront.browse;

import org.jspecify.annotations.NullMarked;
