package shop.web.access;

/** Makes an authentication of a token, or throws {@link shop.web.token.BadTokenException}. */
@FunctionalInterface
interface BearerProof {

    BearerAuthentication of(String token, boolean readOnly);
}
