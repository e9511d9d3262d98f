/** The security checks of RELIABILITY.md, each a request and the answer that a running fleet must give to it. */
@NullMarked
package shop.proof.security;

import org.jspecify.annotations.NullMarked;
