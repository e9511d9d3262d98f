/** A typed client of the shop's public API. */
@NullMarked
package shop.sdk;

import org.jspecify.annotations.NullMarked;
