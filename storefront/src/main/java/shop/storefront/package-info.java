/** Pages that shop, and pages for the staff; no data of its own. */
@NullMarked
package shop.storefront;

import org.jspecify.annotations.NullMarked;
