package shop.proof.prove.history;

/** What a client wanted with a call. */
public enum Intent {
    SIGN_UP,
    LOG_IN,
    LOG_OUT,
    BROWSE,
    FILL_CART,
    READ_CART,
    ORDER,
    FLASH_ORDER,
    READ_ORDER,
    PAY,
    READ_PAYMENT,
    CONFIRM_AT_PROVIDER,
    CANCEL,
    SHIP,
    REVIEW,
    REFUND,
    CREATE_PRODUCT,
    CHANGE_PRICE,
    ADJUST_STOCK,
    READ_STOCK,
    IMPORT;

    /** Whether it places an order. */
    public boolean isOrder() {
        return this == ORDER || this == FLASH_ORDER;
    }
}
