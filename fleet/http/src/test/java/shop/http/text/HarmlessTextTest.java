package shop.http.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HarmlessTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ada",
                "Ada Lovelace",
                "Ada O'Neil",
                "Jean-Luc d’Arc",
                "Dr. Ada B. King",
                "J.R.R. Tolkien",
                "Martin L. King Jr.",
                "Việt Nguyễn",
                "Žofie Müller",
                "李小龍",
                "محمد علي",
                "अदिति"
            })
    void aNameIsAName(String name) {
        assertThat(HarmlessText.name(name)).contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "You won 500 EUR: https://evil.example",
                "https://evil.example",
                "evil.example",
                "Go to evil.com now",
                "evil.com.",
                "www evil example",
                "http evil",
                "Call 0800 123456",
                "Ada@evil.example",
                "You won € now",
                "Ada\nBcc: victim@example.org",
                "Ada\r\n\r\nYou won",
                "Ada\u2028You won",
                "Ada\u0000",
                "Ada\u202Eelpmaxe",
                "Ada\u200B",
                "evil\u3002com",
                "evil\uFF0Ecom",
                "\uFF48\uFF54\uFF54\uFF50://evil",
                "Ada!",
                "Ada, your account is closed",
                "your account is closed so log in",
                "<b>Ada</b>",
                "[Ada](evil)",
                "Ada  King",
                "Ada 😀",
                "abcdefghijabcdefghijabcdefghijabcdefghi!",
                "-- ",
                ".",
                "",
                " "
            })
    void aMessageIsNoName(String message) {
        assertThat(HarmlessText.name(message)).isEmpty();
    }

    @Test
    void aNameIsShort() {
        assertThat(HarmlessText.name("a".repeat(40))).isPresent();
        assertThat(HarmlessText.name("a".repeat(41))).isEmpty();
        // Must end at once, whatever is in it.
        assertThat(HarmlessText.name("a.".repeat(500_000))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 Analytical Row",
                "N1 9GU",
                "Flat 2/3, 14-16 St. John's Rd.",
                "Straße des 17. Juni 135",
                "Postfach 12 34 56",
                "3º B",
                "#12-34 (rear)",
                "東京都千代田区1-1",
                "10115",
                "95014-1234"
            })
    void aLineOfAnAddressIsOne(String line) {
        assertThat(HarmlessText.addressLine(line)).contains(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "You won 500 EUR: https://evil.example",
                "evil.example/win",
                "1.evil.example",
                "Call +44 20 7946 0000",
                "Call 020 79460000",
                "1 Row\nYou won",
                "Row @ evil",
                "//evil",
                "www evil",
                "",
                "You won a prize, write to the address that stands below this one now"
            })
    void aMessageIsNoLineOfAnAddress(String message) {
        assertThat(HarmlessText.addressLine(message)).isEmpty();
    }
}
