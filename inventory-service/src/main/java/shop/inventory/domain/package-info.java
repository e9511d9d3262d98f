/** What stock and holds are and which steps they may take. Knows no framework. */
@NullMarked
package shop.inventory.domain;

import org.jspecify.annotations.NullMarked;
