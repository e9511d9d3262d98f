/** What may stand in a mail of what strangers have written. */
@NullMarked
package shop.web.mail;

import org.jspecify.annotations.NullMarked;
