/** The caller: account and cart. */
@NullMarked
package shop.channels.account;

import org.jspecify.annotations.NullMarked;
