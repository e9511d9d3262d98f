/** What a query document may be before any of it is carried out: its form, depth, cost and name. */
@NullMarked
package shop.channels.document;

import org.jspecify.annotations.NullMarked;
