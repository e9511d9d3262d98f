/** Code that breaks the house rules on purpose, so that each rule is seen to fail. */
@NullMarked
package shop.broken.persistence;

import org.jspecify.annotations.NullMarked;
