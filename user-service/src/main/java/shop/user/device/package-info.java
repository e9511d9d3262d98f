/** Devices and addresses that accounts have logged in from. */
@NullMarked
package shop.user.device;

import org.jspecify.annotations.NullMarked;
