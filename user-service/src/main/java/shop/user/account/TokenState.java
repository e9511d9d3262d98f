package shop.user.account;

/** What decides whether an account's access tokens are still good: tokens of an older version are not. */
record TokenState(AccountStatus status, int version) {}
