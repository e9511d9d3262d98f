/** Plants violations in a running shop and requires the checker to find each of them. */
@NullMarked
package shop.proof.prove.selftest;

import org.jspecify.annotations.NullMarked;
