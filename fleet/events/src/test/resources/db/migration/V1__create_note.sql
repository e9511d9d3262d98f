create table note (
    id      uuid primary key,
    content text not null
);
