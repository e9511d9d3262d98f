/** How long a service waits for a store that does not answer. */
@NullMarked
package shop.platform.mongodb;

import org.jspecify.annotations.NullMarked;
