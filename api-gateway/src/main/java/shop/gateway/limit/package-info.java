/** How much one user or one address may ask for, and how often it may fail. */
@NullMarked
package shop.gateway.limit;

import org.jspecify.annotations.NullMarked;
