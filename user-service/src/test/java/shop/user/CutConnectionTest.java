package shop.user;

import static org.assertj.core.api.Assertions.assertThat;

import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import shop.test.Api;
import shop.test.CutConnection;
import shop.test.FleetTest;
import shop.user.support.People;

/** A database that goes away in the middle of a transaction of JPA's is an outage, and no fault of ours. */
@FleetTest
class CutConnectionTest {

    private final DataSource database;
    private final People people;

    @Autowired
    CutConnectionTest(DataSource database, @LocalServerPort int port) {
        this.database = database;
        this.people = new People(new Api(port));
    }

    @ParameterizedTest
    @EnumSource
    void aLoginIsRefusedForNowAndLeavesNothing(CutConnection.Moment moment) {
        var somebody = people.signUpAndLogIn();

        try (var _ =
                new CutConnection(database, moment, "sessions", "new.account_id = '%s'".formatted(somebody.id()))) {
            var refused = people.tryLogIn(somebody.email(), People.PASSWORD);

            assertThat(refused.status()).as(refused.toString()).isEqualTo(503);
            assertThat(refused.text("code")).isEqualTo("store_unavailable");
            assertThat(refused.header("Retry-After")).isNotEmpty();
        }

        people.logIn(somebody.email(), People.PASSWORD);
    }
}
