/** Signing in and out, and what customers see of themselves. */
@NullMarked
package shop.storefront.account;

import org.jspecify.annotations.NullMarked;
