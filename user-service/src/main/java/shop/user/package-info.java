/** Accounts, roles, tokens and the keys that sign them. */
@NullMarked
package shop.user;

import org.jspecify.annotations.NullMarked;
