package shop.channels.account;

import org.springframework.graphql.data.method.annotation.ContextValue;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.stereotype.Controller;
import shop.channels.schema.Backends;
import shop.channels.schema.Backends.Backend;
import shop.sdk.Accounts;
import shop.sdk.Carts;
import shop.sdk.ShopClient;

/** Who asks, and what is in that person's cart. */
@Controller
class AccountFields {

    private final Backends backends;

    AccountFields(Backends backends) {
        this.backends = backends;
    }

    @QueryMapping
    Accounts.Account me(@ContextValue ShopClient shop) {
        return backends.ask(Backend.USERS, () -> shop.accounts().me().body());
    }

    @QueryMapping
    Carts.Cart cart(@ContextValue ShopClient shop) {
        return backends.ask(Backend.CARTS, () -> shop.cart().get().body());
    }
}
