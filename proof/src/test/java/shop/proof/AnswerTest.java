package shop.proof;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.lang.IllegalStateException: no",
                "Apache Tomcat/11.0.2",
                "Server: Jetty",
                "running on JDK 25",
                "OpenJDK jdk-25",
                "Spring 7",
                "org.hibernate.query",
                "com.mongodb.client",
                "PSQLException",
                "select secret from users",
                "a SQL error"
            })
    void wordsOfOurInsidesAreFound(String text) {
        assertThat(Answer.inside(text)).isPresent();
    }

    /** A token is letters and digits by chance. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiI3OGQxjdk5YzQifQ.aXmongoQ2tomcatZ",
                "an expectation of the customer",
                "Please select one of the shops in your region"
            })
    void othersAreNot(String text) {
        assertThat(Answer.inside(text)).isEmpty();
    }
}
