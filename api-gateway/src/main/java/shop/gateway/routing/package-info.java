/** Which instance of a service gets a request. */
@NullMarked
package shop.gateway.routing;

import org.jspecify.annotations.NullMarked;
