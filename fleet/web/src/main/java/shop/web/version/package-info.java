/** ETag and If-Match on single resources. */
@NullMarked
package shop.web.version;

import org.jspecify.annotations.NullMarked;
