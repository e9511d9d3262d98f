package shop.user.web;

/** What the texts of requests may look like. */
final class Texts {

    /**
     * The shape that HTML forms accept, with a dot in the domain and none at the edges of the name or twice in a row: what our mailer can
     * write to and every mail server deliver. Possessive, since a domain of thousands of labels would overflow the stack otherwise.
     */
    static final String EMAIL =
            "(?=[^@]{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]++(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]++)*+"
                    + "@(?:[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)++[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

    static final int EMAIL_MAX = 254;

    static final String EMAIL_MESSAGE = "must be an e-mail address like ada@example.org";

    private Texts() {}
}
