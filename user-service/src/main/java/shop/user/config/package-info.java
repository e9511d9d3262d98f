/** The settings of user-service. */
@NullMarked
package shop.user.config;

import org.jspecify.annotations.NullMarked;
