# chromium.sh PROFILE COMMAND…
#
# Runs Chromium on a new profile until it ends, then removes the profile.
#
# Chromium ends by itself when the pipe by which it is driven closes: with the
# program that drives it, however that program ends. Neither a process nor a
# file stays behind.
profile=$1
shift
"$@"
# Its last children may still be writing.
for _ in 1 2 3 4 5 6 7 8 9; do
	rm -rf "$profile" 2>/dev/null && exit
	sleep 0.2
done
