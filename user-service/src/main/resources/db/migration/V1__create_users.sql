-- An e-mail address is kept as it was typed and compared without regard to case: nobody opens a second account by typing it differently.
create table accounts (
    id uuid primary key,
    email text not null check (char_length(email) <= 254),
    name text not null check (char_length(name) between 1 and 100),
    password_hash text not null,
    roles text[] not null check (cardinality(roles) > 0 and roles <@ array['USER', 'ADMIN']),
    version bigint not null check (version > 0),
    created_at timestamptz not null
);

create unique index accounts_email on accounts (lower(email));
create index accounts_created_at on accounts (created_at, id);
create index accounts_admins on accounts (id) where 'ADMIN' = any (roles);

-- One login and everything refreshed from it. Ending it ends every refresh token of the family.
create table sessions (
    id uuid primary key,
    account_id uuid not null references accounts (id) on delete cascade,
    opened_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz,
    end_reason text check (end_reason in ('LOGOUT', 'REUSE', 'PASSWORD_CHANGE')),
    check ((ended_at is null) = (end_reason is null))
);

create index sessions_account on sessions (account_id) where ended_at is null;
create index sessions_expiry on sessions (expires_at);

-- Only the SHA-256 of a token is here: who reads this table cannot log in with it.
create table refresh_tokens (
    hash bytea primary key check (octet_length(hash) = 32),
    session_id uuid not null references sessions (id) on delete cascade,
    issued_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
);

-- At most one token of a family is unused, whatever the code does.
create unique index refresh_tokens_live on refresh_tokens (session_id) where used_at is null;
create index refresh_tokens_session on refresh_tokens (session_id);

create table addresses (
    id uuid primary key,
    account_id uuid not null references accounts (id) on delete cascade,
    name text not null,
    line1 text not null,
    line2 text,
    city text not null,
    postal_code text not null,
    country text not null check (country ~ '^[A-Z]{2}$'),
    version bigint not null check (version > 0),
    created_at timestamptz not null
);

create index addresses_account on addresses (account_id, created_at, id);

-- NEXT is published and does not sign yet, ACTIVE signs, RETIRING signs no more and is still accepted, RETIRED is accepted no more.
create table signing_keys (
    kid text primary key,
    state text not null check (state in ('NEXT', 'ACTIVE', 'RETIRING', 'RETIRED')),
    public_key text not null,
    private_key_encrypted text not null,
    created_at timestamptz not null
);

-- What makes instances that start at once agree on one key.
create unique index signing_keys_one_active on signing_keys (state) where state = 'ACTIVE';
