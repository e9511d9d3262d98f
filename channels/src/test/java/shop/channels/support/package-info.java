@NullMarked
package shop.channels.support;

import org.jspecify.annotations.NullMarked;
