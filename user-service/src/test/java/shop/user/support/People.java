package shop.user.support;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import shop.test.Api;
import shop.test.Api.Answer;

/** Customers that sign up and log in. */
public final class People {

    public static final String PASSWORD = "a quite good password";

    /** How a stored hash begins: with the parameters that the tests' {@code config/application.yml} sets. */
    public static final String HASH_PARAMETERS = "$argon2id$v=19$m=7168,t=1,p=1$";

    private static final String RUN = Long.toHexString(System.nanoTime());
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final Api api;

    public People(Api api) {
        this.api = api;
    }

    /** What somebody who logged in has. */
    public record Login(UUID id, String email, String bearer, String refreshToken) {}

    /** An address that nobody has used before. */
    public static String newEmail() {
        return "user-" + RUN + "-" + COUNTER.incrementAndGet() + "@Example.org";
    }

    public Login signUpAndLogIn() {
        var email = newEmail();
        signUp(email);
        return logIn(email, PASSWORD);
    }

    public Answer signUp(String email) {
        return api.post("/api/user/signup", Map.of("email", email, "password", PASSWORD, "name", "Ada Lovelace"));
    }

    public Login logIn(String email, String password) {
        var answer = tryLogIn(email, password);
        if (answer.status() != 200) {
            throw new AssertionError("login of " + email + " failed: " + answer);
        }
        var bearer = "Bearer " + answer.text("accessToken");
        var me = api.as(bearer).get("/api/users/me");
        return new Login(UUID.fromString(me.text("id")), email, bearer, answer.text("refreshToken"));
    }

    public Answer tryLogIn(String email, String password) {
        return api.post("/api/user/login", Map.of("email", email, "password", password));
    }

    public Answer refresh(String refreshToken) {
        return api.post("/api/refresh-token", Map.of("refreshToken", refreshToken));
    }

    /** The value of a cookie that an answer sets. */
    public static String cookie(Answer answer, String name) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith(name + "="))
                .map(cookie -> cookie.substring(name.length() + 1, cookie.indexOf(';')))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no cookie " + name + " in " + answer.headers()));
    }
}
