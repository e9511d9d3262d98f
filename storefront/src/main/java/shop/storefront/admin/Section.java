package shop.storefront.admin;

import java.util.Locale;

/** The parts of the desk, as the navigation shows them. */
enum Section {
    DASHBOARD("/admin"),
    ORDERS("/admin/orders"),
    HOLDS("/admin/holds"),
    PRODUCTS("/admin/products"),
    STOCK("/admin/stock"),
    IMPORTS("/admin/products/import"),
    CUSTOMERS("/admin/customers"),
    PAYMENTS("/admin/payments"),
    RECONCILIATION("/admin/reconciliation"),
    DEAD_LETTERS("/admin/dead-letters"),
    EVENTS("/admin/events"),
    AUDIT("/admin/audit");

    private final String path;

    Section(String path) {
        this.path = path;
    }

    String path() {
        return path;
    }

    /** Of its name in the message files. */
    String key() {
        return "desk.nav." + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
