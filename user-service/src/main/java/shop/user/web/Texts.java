package shop.user.web;

/** What the texts of requests may look like. */
final class Texts {

    /**
     * No control character, which could forge a line of a log or a header of a mail and which PostgreSQL partly refuses, and no half of
     * a surrogate pair; something else than space at both ends.
     */
    static final String ONE_LINE = "(?U)[^\\p{Cntrl}\\p{Cs}\\s]([^\\p{Cntrl}\\p{Cs}]*[^\\p{Cntrl}\\p{Cs}\\s])?";

    static final String ONE_LINE_MESSAGE = "must be one line of text, not empty and without space at its ends";

    /** The shape that HTML forms accept, with a dot in the domain: what every mail server can deliver to. */
    static final String EMAIL = "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
            + "@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

    static final int EMAIL_MAX = 254;

    static final String EMAIL_MESSAGE = "must be an e-mail address like ada@example.org";

    private Texts() {}
}
