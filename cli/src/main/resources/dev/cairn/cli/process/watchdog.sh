# Reads orders, one a line, until its parent dismisses it or is gone:
#   watch PID SIGNAL | forget PID | folder PATH | dismiss
trap '' INT TERM HUP
# Whether a process runs. Dead ones can stay in the table for long where process 1 is slow to collect them.
runs() {
  kill -0 "$1" 2>/dev/null || return 1
  [ -r "/proc/$1/stat" ] || return 0
  read -r _ _ state _ 2>/dev/null <"/proc/$1/stat" || return 1
  [ "$state" != Z ]
}
pids='' watched='' folder=''
while read -r order first rest; do
  case $order in
    watch) watched="$watched $first:$rest" ;;
    forget)
      kept=''
      for entry in $watched; do
        [ "${entry%%:*}" = "$first" ] || kept="$kept $entry"
      done
      watched=$kept ;;
    folder) folder=$first${rest:+ $rest} ;;
    dismiss) exit 0 ;;
  esac
done
# Latest first: workers before the service before the database.
for entry in $watched; do
  pids="$entry $pids"
done
for entry in $pids; do
  pid=${entry%%:*}
  kill -"${entry#*:}" "$pid" 2>/dev/null || continue
  tries=0
  while runs "$pid"; do
    tries=$((tries + 1))
    if [ "$tries" -gt 50 ]; then
      kill -KILL "$pid" 2>/dev/null
      break
    fi
    sleep 0.1
  done
done
if [ -n "$folder" ]; then
  rm -rf -- "$folder"
fi
