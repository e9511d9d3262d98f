package shop.user.account;

import java.util.EnumSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;
import shop.security.Role;
import shop.user.config.UserProperties;
import shop.user.password.CommonPasswords;

/**
 * Makes the administrator that the settings name. It runs before the port opens, so nobody can sign up with that address first. An
 * account that has the address already is left as it is: a restart must not undo what was decided over the API.
 */
@Component
class FirstAdmin implements SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(FirstAdmin.class);

    private final Accounts accounts;
    private final UserProperties.FirstAdmin settings;

    FirstAdmin(Accounts accounts, UserProperties properties) {
        this.accounts = accounts;
        this.settings = properties.firstAdmin();
    }

    @Override
    public void afterSingletonsInstantiated() {
        var email = settings.email();
        var password = settings.password();
        if (email != null && password != null && settings.isWanted()) {
            create(email, password);
        }
        if (!accounts.anyAdmin()) {
            log.warn("There is no administrator: set ADMIN_EMAIL and ADMIN_PASSWORD and start again");
        }
    }

    private void create(String email, String password) {
        if (CommonPasswords.contains(password)) {
            throw new IllegalStateException("ADMIN_PASSWORD is one of the passwords that are guessed first");
        }
        try {
            var admin = accounts.signUp(email, "Administrator", password, EnumSet.allOf(Role.class));
            log.info("Made the first administrator, account {}", admin.id());
        } catch (AccountException.EmailTaken existing) {
            log.debug("The administrator's account is there already", existing);
        }
    }
}
