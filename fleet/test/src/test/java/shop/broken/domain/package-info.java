/** Code that breaks the house rules on purpose, so that each rule is seen to fail. */
@NullMarked
package shop.broken.domain;

import org.jspecify.annotations.NullMarked;
