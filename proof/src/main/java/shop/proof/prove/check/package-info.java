/** The invariants of a shop at rest, checked in its stores, topics and interfaces and against the log of its clients. */
@NullMarked
package shop.proof.prove.check;

import org.jspecify.annotations.NullMarked;
