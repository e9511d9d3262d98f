/** The few pages that the gateway serves itself. */
@NullMarked
package shop.gateway.page;

import org.jspecify.annotations.NullMarked;
