/** The desk of the staff: orders, goods, customers, money, and what is stuck. */
@NullMarked
package shop.storefront.admin;

import org.jspecify.annotations.NullMarked;
