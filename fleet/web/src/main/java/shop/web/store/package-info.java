/** How long a service waits for a store that does not answer. */
@NullMarked
package shop.web.store;

import org.jspecify.annotations.NullMarked;
