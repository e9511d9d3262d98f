package shop.sdk;

/** The API in the name of one identity; cheap to make. */
public final class ShopClient {

    private final Transport transport;
    private final Identity identity;

    ShopClient(Transport transport, Identity identity) {
        this.transport = transport;
        this.identity = identity;
    }

    public Accounts accounts() {
        return new Accounts(this);
    }

    public Catalog catalog() {
        return new Catalog(this);
    }

    public Inventory inventory() {
        return new Inventory(this);
    }

    public Carts cart() {
        return new Carts(this);
    }

    public Orders orders() {
        return new Orders(this);
    }

    public Payments payments() {
        return new Payments(this);
    }

    public Notifications notifications() {
        return new Notifications(this);
    }

    public Administration admin() {
        return new Administration(this);
    }

    <T> Reply<T> send(Call call, ReplyType<T> type) {
        return transport.send(call, identity, type);
    }

    <T> T read(Call call, Class<T> type) {
        return send(call, ReplyType.of(type)).body();
    }

    <T> PageOf<T> page(Call call, Class<T> item) {
        return send(call, ReplyType.pageOf(item)).body();
    }

    Reply<Nothing> send(Call call) {
        return send(call, ReplyType.NOTHING);
    }
}
