package shop.user.web;

/** What the texts of requests may look like. */
final class Texts {

    /** The shape that HTML forms accept, with a dot in the domain: what every mail server can deliver to. */
    static final String EMAIL = "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
            + "@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

    static final int EMAIL_MAX = 254;

    static final String EMAIL_MESSAGE = "must be an e-mail address like ada@example.org";

    private Texts() {}
}
