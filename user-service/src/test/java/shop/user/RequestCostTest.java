package shop.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;
import shop.test.Api;
import shop.test.Api.Answer;
import shop.test.FleetTest;
import shop.test.StatementLog;
import shop.user.support.People;

/**
 * What the requests that people make most cost the database: a statement or a commit more has to be wanted. A read outside of a
 * transaction counts as one, and each change begins with the check of the account.
 */
@FleetTest
@Import(StatementLog.class)
@TestPropertySource(properties = {"shop.user.keys.poll-interval=1h", "shop.user.tokens.answer-delay=0s"})
class RequestCostTest {

    private static final String THREADS = "tomcat-handler";

    private final StatementLog log;
    private final Api api;
    private final People people;

    @Autowired
    RequestCostTest(StatementLog log, @LocalServerPort int port) {
        this.log = log;
        this.api = new Api(port);
        this.people = new People(api);
    }

    @Test
    void aSignUp() {
        assertCost(() -> people.signUp(People.newEmail()), 201, 3, 2);
    }

    @Test
    void aLogin() {
        var email = People.newEmail();
        people.signUp(email);

        assertCost(() -> people.tryLogIn(email, People.PASSWORD), 200, 9, 3);
    }

    @Test
    void aRefresh() {
        var login = people.signUpAndLogIn();

        assertCost(() -> people.refresh(login.refreshToken()), 200, 5, 1);
    }

    @Test
    void aProfileThatIsReadAndChanged() {
        var me = api.as(people.signUpAndLogIn().bearer());

        assertCost(() -> me.get("/api/users/me"), 200, 1, 1);
        assertCost(() -> me.patch("/api/users/me", Map.of("name", "Ada King")), 200, 3, 2);
    }

    @Test
    void anAddressThatIsKeptAndChanged() {
        var me = api.as(people.signUpAndLogIn().bearer());
        var address = Map.of(
                "name", "Ada", "line1", "1 Analytical Row", "city", "London", "postalCode", "N1 9GU", "country", "GB");

        var kept = assertCost(() -> me.post("/api/users/me/addresses", address), 201, 4, 2);
        assertCost(() -> me.get("/api/users/me/addresses"), 200, 2, 1);
        assertCost(() -> me.patch("/api/users/me/addresses/" + kept.text("id"), Map.of("city", "Ockham")), 200, 3, 2);
    }

    private Answer assertCost(Supplier<Answer> request, int status, int statements, int transactions) {
        log.clear();
        var answer = request.get();
        var entries = log.entries().stream()
                .filter(entry -> entry.thread().startsWith(THREADS))
                .toList();
        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        assertThat(StatementLog.statements(entries)).as("%s", entries).hasSize(statements);
        assertThat(StatementLog.transactions(entries)).as("%s", entries).isEqualTo(transactions);
        return answer;
    }
}
