package shop.sdk;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/** Sign-up, log-in, and what people see and change about themselves. */
public final class Accounts {

    private static final String ME = "/api/users/me";
    private static final String ADDRESSES = ME + "/addresses";
    private static final String BOUNDARY = "shop-sdk-8b1f6a53c0de4a9f";

    private final ShopClient client;

    Accounts(ShopClient client) {
        this.client = client;
    }

    public record Account(
            UUID id,
            String email,
            String name,
            List<String> roles,
            @Nullable String status,
            @Nullable String avatarUrl,
            Instant createdAt) {}

    /**
     * A session's tokens.
     *
     * @param expiresIn seconds until the access token ends
     */
    public record Tokens(
            String accessToken,
            String refreshToken,
            long expiresIn,
            @Nullable CartMerge cart) {

        /** Leaves the tokens out. */
        @Override
        public String toString() {
            return "Tokens[expiresIn=" + expiresIn + "]";
        }
    }

    /** What became of a guest's cart at the log-in. */
    public record CartMerge(List<Line> merged, List<Line> dropped) {

        public record Line(
                UUID productId,
                String sku,
                String name,
                int quantity,
                @Nullable String reason) {}
    }

    public record Address(
            @Nullable UUID id,
            String name,
            String line1,
            @Nullable String line2,
            String city,
            String postalCode,
            String country) {

        /** As a request has it: without an id, and without what is not given. */
        Object fields() {
            var fields = JsonNodeFactory.instance
                    .objectNode()
                    .put("name", name)
                    .put("line1", line1)
                    .put("city", city)
                    .put("postalCode", postalCode)
                    .put("country", country);
            return line2 == null || line2.isBlank() ? fields : fields.put("line2", line2);
        }

        /** The same as a patch, in which what is not given is taken away. */
        Object patch() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("name", name)
                    .put("line1", line1)
                    .put("line2", line2 == null || line2.isBlank() ? null : line2)
                    .put("city", city)
                    .put("postalCode", postalCode)
                    .put("country", country);
        }
    }

    public record Avatar(String url, int width, int height) {}

    public Account signUp(String email, String password, String name) {
        return client.read(
                Call.post("/api/user/signup").json(Map.of("email", email, "password", password, "name", name)),
                Account.class);
    }

    /** The cookies of the reply are for a browser, the tokens of its body for a program. */
    public Reply<Tokens> logIn(String email, String password) {
        return client.send(
                Call.post("/api/user/login").json(Map.of("email", email, "password", password)),
                ReplyType.of(Tokens.class));
    }

    public Reply<Tokens> refresh(String refreshToken) {
        return client.send(
                Call.post("/api/refresh-token").json(Map.of("refreshToken", refreshToken)), ReplyType.of(Tokens.class));
    }

    /**
     * Ends a session.
     *
     * @param refreshToken of the session that is to end
     * @param xsrf names the session where a browser has the refresh token in a cookie
     */
    public Reply<Nothing> logOut(@Nullable String refreshToken, @Nullable String xsrf) {
        var call = Call.post("/api/user/logout").header("X-XSRF-TOKEN", xsrf);
        return client.send(refreshToken == null ? call : call.json(Map.of("refreshToken", refreshToken)));
    }

    public void requestPasswordReset(String email) {
        client.send(Call.post("/api/user/password-reset").json(Map.of("email", email)));
    }

    public void confirmPasswordReset(String token, String newPassword) {
        client.send(
                Call.post("/api/user/password-reset/confirm").json(Map.of("token", token, "newPassword", newPassword)));
    }

    public Reply<Account> me() {
        return client.send(Call.get(ME), ReplyType.of(Account.class));
    }

    public Reply<Account> rename(String name, @Nullable String eTag) {
        return client.send(Call.patch(ME).json(Map.of("name", name)).ifMatch(eTag), ReplyType.of(Account.class));
    }

    /** All other sessions end; the one that {@code xsrf} names stays. */
    public void changePassword(String current, String next, @Nullable String xsrf) {
        client.send(Call.patch(ME + "/password")
                .json(Map.of("currentPassword", current, "newPassword", next))
                .header("X-XSRF-TOKEN", xsrf));
    }

    public List<Address> addresses() {
        return client.page(Call.get(ADDRESSES).query("size", 100), Address.class)
                .items();
    }

    public Reply<Address> address(UUID id) {
        return client.send(Call.get(ADDRESSES + "/" + id), ReplyType.of(Address.class));
    }

    public Address addAddress(Address address, @Nullable String idempotencyKey) {
        return client.read(Call.post(ADDRESSES).json(address.fields()).key(idempotencyKey), Address.class);
    }

    public Address changeAddress(UUID id, Address address, @Nullable String eTag) {
        return client.read(
                Call.patch(ADDRESSES + "/" + id).json(address.patch()).ifMatch(eTag), Address.class);
    }

    public void deleteAddress(UUID id) {
        client.send(Call.delete(ADDRESSES + "/" + id));
    }

    public Avatar putAvatar(byte[] picture, String fileName, String contentType) {
        return client.read(
                Call.put(ME + "/avatar")
                        .bytes(multipart(picture, fileName, contentType), "multipart/form-data; boundary=" + BOUNDARY),
                Avatar.class);
    }

    public void deleteAvatar() {
        client.send(Call.delete(ME + "/avatar"));
    }

    /** For administrators: accounts with this text in the address or the name. */
    public PageOf<Account> search(@Nullable String text, int page, int size) {
        return client.page(
                Call.get("/api/users").query("q", text).query("page", page).query("size", size), Account.class);
    }

    /** For administrators, or one's own. */
    public Reply<Account> account(UUID id) {
        return client.send(Call.get("/api/users/" + id), ReplyType.of(Account.class));
    }

    public Account assignRoles(UUID id, Set<String> roles, @Nullable String eTag) {
        return client.read(
                Call.put("/api/users/" + id + "/roles")
                        .json(Map.of("roles", roles))
                        .ifMatch(eTag),
                Account.class);
    }

    public Account assignStatus(UUID id, String status, @Nullable String eTag) {
        return client.read(
                Call.put("/api/users/" + id + "/status")
                        .json(Map.of("status", status))
                        .ifMatch(eTag),
                Account.class);
    }

    private static byte[] multipart(byte[] picture, String fileName, String contentType) {
        var head = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                + harmless(fileName) + "\"\r\nContent-Type: " + harmless(contentType) + "\r\n\r\n";
        var body = new ByteArrayOutputStream();
        body.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        body.writeBytes(picture);
        body.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return body.toByteArray();
    }

    private static String harmless(String text) {
        return text.replaceAll("[\\p{Cntrl}\"\\\\]", "_");
    }
}
