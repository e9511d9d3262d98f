/** Limits on what clients may send. */
@NullMarked
package shop.http.body;

import org.jspecify.annotations.NullMarked;
