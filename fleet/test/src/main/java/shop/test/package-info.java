/** What the tests of every service share: real infrastructure, tokens, event contracts and architecture rules. */
@NullMarked
package shop.test;

import org.jspecify.annotations.NullMarked;
