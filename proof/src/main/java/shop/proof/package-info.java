/** Journeys of customers and administrators through a running fleet, seen only from outside. */
@NullMarked
package shop.proof;

import org.jspecify.annotations.NullMarked;
