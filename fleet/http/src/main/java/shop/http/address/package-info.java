/** What postal addresses have to keep to, in every service. */
@NullMarked
package shop.http.address;

import org.jspecify.annotations.NullMarked;
