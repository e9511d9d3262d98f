/** Who has an account, under which e-mail address and with which roles. */
@NullMarked
package shop.user.account;

import org.jspecify.annotations.NullMarked;
