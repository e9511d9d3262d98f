/** Calls from one service to another. */
@NullMarked
package shop.client;

import org.jspecify.annotations.NullMarked;
