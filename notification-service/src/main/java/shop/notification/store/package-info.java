/** What the collections of this service have in common. */
@NullMarked
package shop.notification.store;

import org.jspecify.annotations.NullMarked;
