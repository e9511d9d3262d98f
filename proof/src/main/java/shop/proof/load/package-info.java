/** Measurements of a running fleet: figures for people, never tests, for a busy machine would fail them. */
@NullMarked
package shop.proof.load;

import org.jspecify.annotations.NullMarked;
