/** The program behind {@code ./shop}: the launcher's commands, and those that use the shop which it started. */
@NullMarked
package shop.local;

import org.jspecify.annotations.NullMarked;
