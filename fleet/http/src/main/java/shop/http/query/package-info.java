/** Query parameters: only known ones, an empty one means not given, their text follows the one rule. */
@NullMarked
package shop.http.query;

import org.jspecify.annotations.NullMarked;
