#!/bin/bash
# Healthy when the readiness probe answers 200. The image has no HTTP client; bash's own TCP is enough for the first line of an answer.
exec 3<>"/dev/tcp/127.0.0.1/${HEALTH_PORT:-${SERVER_PORT:?}}" || exit 1
printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "${HEALTH_PATH:-/actuator/health/readiness}" >&3
read -r -t 3 _ status _ <&3
[ "$status" = 200 ]
