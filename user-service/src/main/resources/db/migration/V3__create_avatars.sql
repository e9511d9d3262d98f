-- A row is made before its object is stored and deleted after its object is, so every object that there may be has a row.
-- COMING is being stored, SHOWN is the avatar of its account, GOING is to be deleted.
create table avatars (
    id uuid primary key,
    account_id uuid references accounts (id) on delete set null,
    state text not null check (state in ('COMING', 'SHOWN', 'GOING')),
    since timestamptz not null,
    content_type text not null check (content_type in ('image/jpeg', 'image/png')),
    width integer not null check (width > 0),
    height integer not null check (height > 0),
    size integer not null check (size > 0),
    updated_at timestamptz not null
);

-- An account has one avatar, also after uploads at the same moment.
create unique index avatars_shown on avatars (account_id) where state = 'SHOWN';
create index avatars_to_sweep on avatars (since) where state <> 'SHOWN' or account_id is null;
