/** Who may use the pages of the tools on this machine. */
@NullMarked
package shop.local.http;

import org.jspecify.annotations.NullMarked;
