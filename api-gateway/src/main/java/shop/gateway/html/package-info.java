/** The frame, the words and the style of the pages that the gateway itself answers with. */
@NullMarked
package shop.gateway.html;

import org.jspecify.annotations.NullMarked;
