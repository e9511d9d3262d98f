/** GraphQL over the services' API: one read-only schema, no data of its own. */
@NullMarked
package shop.channels;

import org.jspecify.annotations.NullMarked;
