/** Makes pictures of uploads, keeps them and hands them out; what they are of is for the service to say. */
@NullMarked
package shop.pictures;

import org.jspecify.annotations.NullMarked;
