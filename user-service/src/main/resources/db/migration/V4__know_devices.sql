-- Where an account logged in from: SHA-256 of what a browser keeps in a cookie, or of an address. A few of each kind per account.
create table known_devices (
    account_id uuid not null references accounts (id) on delete cascade,
    kind text not null check (kind in ('COOKIE', 'ADDRESS')),
    hash bytea not null check (octet_length(hash) = 32),
    seen_at timestamptz not null,
    primary key (account_id, kind, hash)
);

create index known_devices_seen on known_devices (seen_at);

-- Who asked: the hash of a device that the account knows, or of an address. Links from before were asked for by nobody in particular.
alter table password_resets
    add column requester bytea check (octet_length(requester) = 32),
    add column known boolean not null default false;
