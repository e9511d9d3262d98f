/** A shop that answers what a test wants, and the pages in front of it. */
@NullMarked
package shop.storefront.support;

import org.jspecify.annotations.NullMarked;
