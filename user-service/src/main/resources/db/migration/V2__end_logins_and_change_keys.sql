-- Every change that makes older access tokens worthless raises token_version: a token says which one it was made under.
alter table accounts
    add column status text not null default 'ACTIVE' check (status in ('ACTIVE', 'DISABLED')),
    add column token_version integer not null default 0 check (token_version >= 0);

drop index accounts_admins;
create index accounts_admins on accounts (id) where 'ADMIN' = any (roles) and status = 'ACTIVE';

alter table sessions
    drop constraint sessions_end_reason_check,
    add constraint sessions_end_reason_check
        check (end_reason in ('LOGOUT', 'REUSE', 'PASSWORD_CHANGE', 'PASSWORD_RESET', 'DISABLED'));

-- answered_at: when the successor of a used token was about to leave; empty while nobody can know it yet.
-- xsrf: SHA-256, in base64url, of what a browser must send beside the token's cookie.
alter table refresh_tokens
    add column answered_at timestamptz,
    add column xsrf text check (length(xsrf) = 43);

update refresh_tokens set answered_at = used_at where used_at is not null;

-- Only the SHA-256 of a link's token is here, as with refresh tokens.
create table password_resets (
    hash bytea primary key check (octet_length(hash) = 32),
    account_id uuid not null references accounts (id) on delete cascade,
    requested_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
);

create index password_resets_account on password_resets (account_id, requested_at);
create index password_resets_expiry on password_resets (expires_at);

-- What moves a key on: NEXT signs from activates_at, ACTIVE does since activated_at, RETIRING is RETIRED at retires_at.
alter table signing_keys
    add column activates_at timestamptz,
    add column activated_at timestamptz,
    add column retires_at timestamptz;

update signing_keys set activated_at = created_at where state <> 'NEXT';
update signing_keys set activates_at = created_at where state = 'NEXT';
update signing_keys set retires_at = now() + interval '1 hour' where state = 'RETIRING';

alter table signing_keys
    add constraint signing_keys_next_has_a_time check (state <> 'NEXT' or activates_at is not null),
    add constraint signing_keys_active_has_a_time check (state <> 'ACTIVE' or activated_at is not null),
    add constraint signing_keys_retiring_has_a_time check (state <> 'RETIRING' or retires_at is not null);

create unique index signing_keys_one_next on signing_keys (state) where state = 'NEXT';
