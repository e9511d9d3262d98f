/** Keeps orders, their timelines and a copy of the catalogue in PostgreSQL. */
@NullMarked
package shop.order.persistence;

import org.jspecify.annotations.NullMarked;
