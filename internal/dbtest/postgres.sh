# postgres.sh FOLDER BINARIES [SETTING…]
#
# Runs a PostgreSQL server on a new cluster in FOLDER, reached by a socket in
# FOLDER only, until standard input closes; then stops it and removes FOLDER.
#
# The program that starts this script holds the other end of standard input and
# never writes to it: however that program ends, even killed, the end closes,
# and neither a process nor a file stays behind. In between it may stop the
# server and start it again itself (Server.Down, Server.Up).
set -eu
folder=$1
binaries=$2
shift 2
trap 'rm -rf "$folder"' EXIT

"$binaries/initdb" --pgdata="$folder/data" --username=preau --auth=trust \
	--encoding=UTF8 --locale=C --no-sync --no-instructions </dev/null >/dev/null

# Nothing here outlives the tests: no write needs to reach the disk, but for the
# settings that say otherwise, of which the last counts.
cat >>"$folder/data/postgresql.conf" <<SETTINGS
listen_addresses = ''
unix_socket_directories = '$folder'
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
autovacuum = off
jit = off
shared_buffers = 16MB
max_connections = 60
log_min_messages = fatal
SETTINGS
[ $# -eq 0 ] || printf '%s\n' "$@" >>"$folder/data/postgresql.conf"

exec 3<&0
"$binaries/postgres" -D "$folder/data" </dev/null 3<&- &
server=$!

{
	cat <&3
	kill -QUIT "$server" || "$binaries/pg_ctl" -D "$folder/data" -m immediate stop
} >/dev/null 2>&1 &
life=$!
wait "$server" || true
[ ! -e "$folder/down" ] || wait "$life" || true
