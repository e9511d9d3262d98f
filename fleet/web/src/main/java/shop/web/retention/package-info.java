/** Rows and documents that are deleted when they are old. */
@NullMarked
package shop.web.retention;

import org.jspecify.annotations.NullMarked;
