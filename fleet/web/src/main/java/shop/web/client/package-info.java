/** Calls from one service to another. */
@NullMarked
package shop.web.client;

import org.jspecify.annotations.NullMarked;
