/** Rows and documents that are deleted when they are old. */
@NullMarked
package shop.http.retention;

import org.jspecify.annotations.NullMarked;
