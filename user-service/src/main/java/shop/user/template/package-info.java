/** Mails and pages that are written on the server. */
@NullMarked
package shop.user.template;

import org.jspecify.annotations.NullMarked;
