/** What a fleet does, counted from outside: at its stores, its broker, its services' metrics and the operating system. */
@NullMarked
package shop.proof.measure;

import org.jspecify.annotations.NullMarked;
