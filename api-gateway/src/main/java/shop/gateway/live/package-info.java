/** Answers that stay open: they end when the token that opened them does. */
@NullMarked
package shop.gateway.live;

import org.jspecify.annotations.NullMarked;
