/** ETag and If-Match on single resources. */
@NullMarked
package shop.http.version;

import org.jspecify.annotations.NullMarked;
