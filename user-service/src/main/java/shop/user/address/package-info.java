/** The addresses that a customer keeps for later orders. */
@NullMarked
package shop.user.address;

import org.jspecify.annotations.NullMarked;
