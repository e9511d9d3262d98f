package shop.http.access;

/** Makes an authentication of a token, or throws {@link shop.security.token.BadTokenException}. */
@FunctionalInterface
interface BearerTokenVerifier {

    BearerAuthentication of(String token, boolean readOnly);
}
