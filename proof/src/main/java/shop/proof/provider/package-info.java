/** The payment provider of a running local fleet, as the buyer's browser and the provider itself would act. */
@NullMarked
package shop.proof.provider;

import org.jspecify.annotations.NullMarked;
