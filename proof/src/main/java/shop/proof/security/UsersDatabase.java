package shop.proof.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import shop.proof.Fleet;

/** The database of user-service, for promises about what is stored and for clocks that cannot be turned from outside. */
final class UsersDatabase implements AutoCloseable {

    private final Connection connection;

    private UsersDatabase(Connection connection) {
        this.connection = connection;
    }

    /** Makes the check not applicable if this fleet's database is not open to the local profile's login. */
    static UsersDatabase open(Trial trial) {
        var url = "jdbc:postgresql://127.0.0.1:" + Fleet.running().port("postgres") + "/" + LocalSecrets.USERS_DATABASE;
        try {
            return trial.closing(new UsersDatabase(
                    DriverManager.getConnection(url, LocalSecrets.USERS_DATABASE, LocalSecrets.USERS_PASSWORD)));
        } catch (SQLException shut) {
            throw new Check.NotApplicableException(
                    "the database of user-service cannot be looked into: " + shut.getMessage());
        }
    }

    int update(String sql, Object... parameters) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (var i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        }
    }

    /** The first column of each row, as text. */
    List<String> texts(String sql, Object... parameters) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (var i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            var found = new ArrayList<String>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        }
    }

    /** The tables in which some row has this text in any column; bytes are compared as hexadecimal digits. */
    List<String> tablesWith(String text) throws SQLException {
        var found = new ArrayList<String>();
        for (var table :
                texts("select table_name from information_schema.tables where table_schema = 'public' order by 1")) {
            var rows = texts("select count(*) from \"" + table + "\" t where strpos(t::text, ?) > 0", text);
            if (!rows.equals(List.of("0"))) {
                found.add(table);
            }
        }
        return found;
    }

    String passwordHash(String accountId) throws SQLException {
        return texts("select password_hash from accounts where id = ?::uuid", accountId)
                .getFirst();
    }

    /**
     * The key that signs now, taken out with the local profile's secret: only so can a token be wrong in one thing and right in all others,
     * its signature included.
     */
    SigningKey activeKey() throws SQLException, GeneralSecurityException {
        var kid = texts("select kid from signing_keys where state = 'ACTIVE'").getFirst();
        var sealed = Base64.getDecoder()
                .decode(texts("select private_key_encrypted from signing_keys where kid = ?", kid)
                        .getFirst());
        var parameters = HKDFParameterSpec.ofExtract()
                .addIKM(LocalSecrets.keyEncryption().getBytes(StandardCharsets.UTF_8))
                .thenExpand("shopfleet signing keys v1".getBytes(StandardCharsets.UTF_8), 32);
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                KDF.getInstance("HKDF-SHA256").deriveKey("AES", parameters),
                new GCMParameterSpec(128, Arrays.copyOf(sealed, 12)));
        cipher.updateAAD(kid.getBytes(StandardCharsets.UTF_8));
        var encoded = cipher.doFinal(sealed, 12, sealed.length - 12);
        return new SigningKey(kid, KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded)));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    record SigningKey(String kid, PrivateKey key) {

        /** Signs the token as user-service would, whatever it says. */
        String sign(Jwt token) {
            return with(key -> {
                try {
                    return token.header(header -> header.put("kid", kid)).signedBy(key);
                } catch (GeneralSecurityException impossible) {
                    throw new IllegalStateException("an RSA key signs", impossible);
                }
            });
        }

        private String with(Function<PrivateKey, String> use) {
            return use.apply(key);
        }

        /** Leaves the key out. */
        @Override
        public String toString() {
            return "SigningKey[kid=" + kid + "]";
        }
    }
}
