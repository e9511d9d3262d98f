/** The HTTP face of user-service. */
@NullMarked
package shop.user.web;

import org.jspecify.annotations.NullMarked;
