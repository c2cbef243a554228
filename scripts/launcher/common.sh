# Words to the user and small questions to the machine. Sourced by ./llegada.

if [[ -t 2 ]]; then
  readonly BOLD=$'\e[1m' RED=$'\e[31m' PLAIN=$'\e[0m'
else
  readonly BOLD="" RED="" PLAIN=""
fi

# Everything said about the work goes to stderr: stdout is for results.
say() { printf '%s\n' "${BOLD}→${PLAIN} $*" >&2; }
note() { printf '  %s\n' "$*" >&2; }
die() {
  printf '%s\n' "${RED}✗${PLAIN} $*" >&2
  exit 1
}

# Fail because of how it was called, which is not a failure of the work.
misuse() {
  printf '%s\n' "${RED}✗${PLAIN} $*" "  Ayuda: ./llegada help" >&2
  exit 2
}

# Print the absolute form of a path that may not exist yet.
absolute_path() {
  local path="$1"
  [[ "$path" == /* ]] || path="$PWD/$path"
  realpath --canonicalize-missing -- "$path"
}

# Print one checksum of all the files given on stdin, one a line: names and contents.
checksum_of_files() {
  LC_ALL=C sort | while IFS= read -r file; do sha256sum -- "$file"; done | sha256sum | cut -d' ' -f1
}

# Run a command showing nothing unless it fails; then show what it said.
quietly() {
  local output status=0
  output="$("$@" 2>&1)" || status=$?
  if ((status != 0)); then
    printf '%s\n' "$output" | tail -n 40 >&2
  fi
  return "$status"
}

# Take the lock of a file for this process, saying so if somebody else has it. Sets REPLY to the descriptor.
# Who may only read the folder locks the file as it is: what was prepared by its owner can be used by others.
take_lock() {
  local path="$1" waiting_for="$2" descriptor folder
  folder="$(dirname -- "$path")"
  mkdir -p -- "$folder" 2>/dev/null || true
  if [[ -w "$path" || (! -e "$path" && -w "$folder") ]]; then
    exec {descriptor}>"$path"
  elif [[ -r "$path" ]]; then
    exec {descriptor}<"$path"
  else
    die "No se puede escribir en $folder. Repita con quien es dueño de esa carpeta, o copie Llegada a una suya."
  fi
  if ! flock --nonblock "$descriptor"; then
    say "Esperando a que termine $waiting_for…"
    flock "$descriptor"
  fi
  REPLY="$descriptor"
}

release_lock() {
  local descriptor="$1"
  exec {descriptor}>&-
}

# Print where this machine asks a server that listens on an address: «on all of them» is no address to ask.
reachable_host() {
  case "$1" in
    0.0.0.0 | ::) printf '127.0.0.1' ;;
    *) printf '%s' "$1" ;;
  esac
}

# Print a host as it is written in an address of a page: of IPv6, in brackets.
host_of_address() {
  local host
  host="$(reachable_host "$1")"
  if [[ "$host" == *:* ]]; then host="[$host]"; fi
  printf '%s' "$host"
}

# Succeed if something already listens there.
is_port_taken() {
  local host port="$2"
  host="$(reachable_host "$1")"
  (exec 3<>"/dev/tcp/$host/$port") 2>/dev/null
}

# Print the HTTP status of a page of this machine, or nothing if nobody answers.
http_status() {
  local host port="$2" path="$3" named
  host="$(reachable_host "$1")" named="$(host_of_address "$1")"
  (
    exec 3<>"/dev/tcp/$host/$port" || exit 0
    printf 'GET %s HTTP/1.0\r\nHost: %s:%s\r\n\r\n' "$path" "$named" "$port" >&3
    IFS=' ' read -r -t 15 _ status _ <&3 || exit 0
    printf '%s' "$status"
  ) 2>/dev/null
}

# Start a command in a session of its own, so that a Ctrl-C here reaches only the launcher, which stops its
# processes in order. Sets REPLY to its process id (also the id of its group).
start_apart() {
  local log="$1"
  shift
  # Asked to stop too if this script is killed: what is left would hold the port and nobody would know.
  setsid -- setpriv --pdeathsig TERM -- "$@" >>"$log" 2>&1 </dev/null &
  REPLY=$!
}

# Stop processes started by start_apart, by their ids: ask each once, then, after PATIENCE seconds, end its group.
# Once, because to the task worker a second request means «now», and granian locks up on it.
stop_apart() {
  local patience="$1" pid tenths
  shift
  for pid in "$@"; do kill -TERM "$pid" 2>/dev/null || true; done
  for ((tenths = 0; tenths < patience * 10; tenths++)); do
    is_any_group_alive "$@" || break
    sleep 0.1
  done
  for pid in "$@"; do
    kill -KILL -- "-$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
}

# The 0 is needed: inside a trap, a bare `return` gives the status from before the trap.
is_any_group_alive() {
  local pid
  for pid in "$@"; do
    kill -0 -- "-$pid" 2>/dev/null && return 0
  done
  return 1
}
