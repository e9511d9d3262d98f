package shop.local.launch;

import java.util.Locale;

/** The ports of a local fleet, each movable by an environment variable. */
enum Port {
    GATEWAY(8080),
    DISCOVERY(8761),
    USER(8081),
    PRODUCT(8082),
    INVENTORY(8083),
    CART(8084),
    ORDER(8085),
    PAYMENT(8086),
    NOTIFICATION(8087),
    STOREFRONT(8088),
    CHANNELS(8089),
    POSTGRES(15432),
    KAFKA(19092),
    MONGODB(27018),
    SMTP(1025),
    MAIL(8025),
    STRIPE(12111),
    RAZORPAY(12112);

    private final int usual;

    Port(int usual) {
        this.usual = usual;
    }

    int usual() {
        return usual;
    }

    String variable() {
        return "SHOP_" + name() + "_PORT";
    }

    /** The name in the state file. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
