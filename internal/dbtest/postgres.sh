# postgres.sh FOLDER BINARIES
#
# Runs a PostgreSQL server on a new cluster in FOLDER, reached by a socket in
# FOLDER only, until standard input closes; then stops it and removes FOLDER.
#
# The program that starts this script holds the other end of standard input and
# never writes to it: however that program ends, even killed, the end closes,
# and neither a process nor a file stays behind.
set -eu
folder=$1
binaries=$2
trap 'rm -rf "$folder"' EXIT

"$binaries/initdb" --pgdata="$folder/data" --username=preau --auth=trust \
	--encoding=UTF8 --locale=C --no-sync --no-instructions </dev/null >/dev/null

exec 3<&0
# Nothing here outlives the tests: no write needs to reach the disk.
"$binaries/postgres" -D "$folder/data" \
	-c listen_addresses= -c unix_socket_directories="$folder" \
	-c fsync=off -c synchronous_commit=off -c full_page_writes=off \
	-c wal_level=minimal -c max_wal_senders=0 -c autovacuum=off -c jit=off \
	-c shared_buffers=16MB -c max_connections=60 -c log_min_messages=fatal </dev/null 3<&- &
server=$!

{ cat <&3; kill -QUIT "$server"; } >/dev/null 2>&1 &
wait "$server" || true
