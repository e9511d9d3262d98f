#!/bin/bash
# Makes the users of access.txt and gives each its rights on the broker; run it again whenever the list or a password has changed.
#
#   BOOTSTRAP_SERVERS  the brokers
#   ADMIN_CONFIG       a client properties file with the credentials of an administrator
#   <USER>_PASSWORD    for each user whose password is to be set, for example ORDER_SERVICE_PASSWORD; the others stay as they are
#   KAFKA_BIN          where Kafka's own tools are, /opt/kafka/bin in its image
#
# Rights that are no longer in the list are not taken away: kafka-acls.sh --remove does that.
set -euo pipefail
export LC_ALL=C

: "${BOOTSTRAP_SERVERS:?set BOOTSTRAP_SERVERS, for example to kafka:9092}"
: "${ADMIN_CONFIG:?set ADMIN_CONFIG to a client properties file of an administrator}"
bin=${KAFKA_BIN:-/opt/kafka/bin}
list=$(dirname "${BASH_SOURCE[0]}")/access.txt

lines() {
    sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$list"
}

passwords=$(mktemp)
trap 'rm -f "$passwords"' EXIT

for user in $(lines | awk '{print $1}' | sort -u); do
    variable=$(tr 'a-z-' 'A-Z_' <<<"$user")_PASSWORD
    password=${!variable:-}
    if [ -n "$password" ]; then
        if [[ ! $password =~ ^[[:print:]]+$ ]]; then
            echo "$variable has other characters than printable ASCII, which kafka-configs.sh would not take as they are" >&2
            exit 1
        fi
        # By a file that only we can read: what stands on a command line, every account of the machine can.
        printf 'SCRAM-SHA-512=password=%s\n' "${password//\\/\\\\}" >"$passwords"
        "$bin/kafka-configs.sh" --bootstrap-server "$BOOTSTRAP_SERVERS" --command-config "$ADMIN_CONFIG" \
            --alter --entity-type users --entity-name "$user" --add-config-file "$passwords" </dev/null
    fi
done

lines | while read -r user operation kind names; do
    read -r -a names <<<"$names"
    resources=()
    for name in "${names[@]}"; do
        resources+=("--$kind" "$name")
    done
    "$bin/kafka-acls.sh" --bootstrap-server "$BOOTSTRAP_SERVERS" --command-config "$ADMIN_CONFIG" \
        --add --allow-principal "User:$user" --operation "$operation" "${resources[@]}" </dev/null
done
