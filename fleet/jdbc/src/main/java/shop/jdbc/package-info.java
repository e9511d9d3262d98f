/** What services on PostgreSQL read and write alike, and how long they wait for it. */
@NullMarked
package shop.jdbc;

import org.jspecify.annotations.NullMarked;
