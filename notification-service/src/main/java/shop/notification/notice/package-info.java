/** What customers are notified of, and the wording. */
@NullMarked
package shop.notification.notice;

import org.jspecify.annotations.NullMarked;
