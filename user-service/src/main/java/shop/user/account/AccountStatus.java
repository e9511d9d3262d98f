package shop.user.account;

/** Whether an account may be used. */
public enum AccountStatus {
    ACTIVE,
    DISABLED
}
