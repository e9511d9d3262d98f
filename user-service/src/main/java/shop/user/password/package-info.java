/** Which passwords are good enough, and how they are stored and compared. */
@NullMarked
package shop.user.password;

import org.jspecify.annotations.NullMarked;
