/** Who may call what: the resource map of the API, and the filters that hold requests to it. */
@NullMarked
package shop.gateway.access;

import org.jspecify.annotations.NullMarked;
