/** A new password for those who forgot theirs, by a link that is mailed to them. */
@NullMarked
package shop.user.reset;

import org.jspecify.annotations.NullMarked;
