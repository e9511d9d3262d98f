# For backup and restore: the volumes of the shop that docker compose means here, and a program that sees one of them.
# COMPOSE_PROJECT_NAME, COMPOSE_FILE and COMPOSE_ENV_FILES name another shop than that of this checkout, as everywhere in docker compose.

# What is worth keeping: metrics and dashboards are not.
volumes() {
    docker compose config --volumes | grep -vxE 'prometheus|grafana' | sort
}

# A volume's name at Docker.
volume_name() {
    docker compose config --format json | python3 -c 'import json, sys; print(json.load(sys.stdin)["volumes"][sys.argv[1]]["name"])' "$1"
}

# Runs tar as root, because files belong to many users, in a container without a network.
# $1 a volume as docker run takes it; the rest are tar's arguments.
tar_in() {
    local volume=$1 image
    shift
    image=$(docker compose config --format json | python3 -c 'import json, sys; print(json.load(sys.stdin)["services"]["postgres"]["image"])')
    docker run --rm --interactive --network none --user 0 --entrypoint tar --volume "$volume" "$image" "$@"
}
