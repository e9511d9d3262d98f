/** A Razorpay that runs on this machine, so that the shop can be paid through it without a key or a network. */
@NullMarked
package shop.local.razorpay;

import org.jspecify.annotations.NullMarked;
