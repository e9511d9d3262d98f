/** What there is to tell a customer, and in which words. */
@NullMarked
package shop.notification.notice;

import org.jspecify.annotations.NullMarked;
