/** What the tools on this machine share: options, an end in order, and who may use their pages. */
@NullMarked
package shop.local.http;

import org.jspecify.annotations.NullMarked;
