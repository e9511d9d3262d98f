/** Which part of a list is asked for, and a page of it; a use case may speak of both. */
@NullMarked
package shop.platform.paging;

import org.jspecify.annotations.NullMarked;
