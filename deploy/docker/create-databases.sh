#!/bin/bash
# Run once by the PostgreSQL image: a database and an owner for each service; nobody reads another's.
set -eu

create() { # database, password
    psql -v ON_ERROR_STOP=1 -v password="$2" --username postgres <<SQL
CREATE ROLE $1 LOGIN PASSWORD :'password';
CREATE DATABASE $1 OWNER $1;
REVOKE CONNECT ON DATABASE $1 FROM PUBLIC;
SQL
}

create users "$USERS_DB_PASSWORD"
create inventory "$INVENTORY_DB_PASSWORD"
create orders "$ORDERS_DB_PASSWORD"
# The last one: docker-compose.yml takes the server for healthy when this database is there.
create payments "$PAYMENTS_DB_PASSWORD"
