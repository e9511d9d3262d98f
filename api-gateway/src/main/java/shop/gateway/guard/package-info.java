/** Keeps the trouble of one service from becoming the trouble of all: breakers, and bulkheads for requests under way. */
@NullMarked
package shop.gateway.guard;

import org.jspecify.annotations.NullMarked;
