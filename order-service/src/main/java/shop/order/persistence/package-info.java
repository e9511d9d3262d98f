/** Keeps orders, their timelines and a copy of the catalog in PostgreSQL. */
@NullMarked
package shop.order.persistence;

import org.jspecify.annotations.NullMarked;
