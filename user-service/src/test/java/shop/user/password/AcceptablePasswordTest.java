package shop.user.password;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptablePasswordTest {

    private static final Validator VALIDATOR =
            Validation.buildDefaultValidatorFactory().getValidator();

    record Choice(@AcceptablePassword String password) {}

    @ParameterizedTest
    @ValueSource(strings = {"zwölfe89", "allsmallletters", "🦆🦆🦆🦆🦆🦆🦆🦆", "with spaces in it"})
    void takesWhatIsLongEnoughAndNotCommon(String password) {
        assertThat(messages(password)).isEmpty();
    }

    @Test
    void takes128CharactersAndNotOneMore() {
        assertThat(messages("ä".repeat(128))).isEmpty();
        assertThat(messages("ä".repeat(129))).containsExactly("must have 8 to 128 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1234567", "🦆🦆🦆🦆"})
    void refusesShortOnes(String password) {
        assertThat(messages(password)).containsExactly("must have 8 to 128 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "12345678", "iloveyou", "PassWord", "qwertyuiop", "trustno1"})
    void refusesWhatIsGuessedFirst(String password) {
        assertThat(messages(password)).containsExactly("is one of the passwords that are guessed first");
    }

    private static List<String> messages(String password) {
        return VALIDATOR.validate(new Choice(password)).stream()
                .map(violation -> violation.getMessage())
                .toList();
    }
}
