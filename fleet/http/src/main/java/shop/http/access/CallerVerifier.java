package shop.http.access;

import shop.security.AccountCheck;
import shop.security.token.AccessTokens;

/** A person's token is good if its signature is and if its account may still act. */
record CallerVerifier(AccessTokens tokens, AccountCheck accounts) implements BearerTokenVerifier {

    @Override
    public BearerAuthentication of(String token, boolean readOnly) {
        var caller = tokens.verify(token);
        accounts.check(caller, readOnly);
        return BearerAuthentication.of(caller);
    }
}
