package shop.web.access;

/** Makes an authentication of a token, or throws {@link shop.web.token.BadTokenException}. */
@FunctionalInterface
interface BearerTokenVerifier {

    BearerAuthentication of(String token, boolean readOnly);
}
