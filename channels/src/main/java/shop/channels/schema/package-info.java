/** The schema, made executable: scalars, errors, connections. */
@NullMarked
package shop.channels.schema;

import org.jspecify.annotations.NullMarked;
