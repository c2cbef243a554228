# ./llegada up: prepare, migrate, load, start web, worker and daily jobs, wait, stop them all. Sourced by ./llegada.

readonly WEB_WORKERS=2 SECONDS_TO_READY=120 SECONDS_TO_STOP=12
WEB_PID="" TASKS_PID="" DAILY_PID=""

up() {
  local port=8000 host=127.0.0.1 data="${LLEGADA_DATA_DIR:-$ROOT/var}" is_empty=""
  while (($#)); do
    case "$1" in
      --port | --host | --data)
        (($# >= 2)) || misuse "A $1 le falta su valor."
        case "$1" in
          --port) port="$2" ;;
          --host) host="$2" ;;
          --data) data="$2" ;;
        esac
        shift 2
        ;;
      --port=*) port="${1#*=}" && shift ;;
      --host=*) host="${1#*=}" && shift ;;
      --data=*) data="${1#*=}" && shift ;;
      --empty) is_empty=yes && shift ;;
      *) misuse "«up» no conoce la opción $1." ;;
    esac
  done
  [[ "$port" =~ ^[0-9]{1,5}$ ]] && ((10#$port >= 1 && 10#$port <= 65535)) ||
    misuse "El puerto debe ser un número entre 1 y 65535."
  port=$((10#$port))
  [[ -n "$data" ]] || misuse "A --data le falta su valor."
  data="$(absolute_path "$data")"

  trap 'interrupted' INT TERM HUP
  is_port_taken "$host" "$port" && die "El puerto $port ya está ocupado. Elija otro con --port."
  mkdir -p -- "$data/logs" 2>/dev/null && [[ -w "$data" ]] || die "No se puede escribir en la carpeta de datos $data."

  prepare_runtime
  django_environment "$data"
  export_address "$host" "$port" "$data"
  prepare_data "$data" "$is_empty"
  serve "$host" "$port" "$data"
}

# Leave before anything was started: what was half-done has no stamp and is done again next time.
interrupted() {
  printf '\n' >&2
  say "Interrumpido."
  stop_services
  exit 130
}

# What every Django process of this installation reads.
django_environment() {
  export LLEGADA_DATA_DIR="$1" DJANGO_SETTINGS_MODULE=llegada.config.settings
  export PYTHONPATH="$ROOT/src"
}

# Who may be asked for: the usual names of this machine and, if it listens outwards, the machine's addresses.
export_address() {
  local host="$1" port="$2" data="$3" hosts="127.0.0.1,localhost,[::1]" address
  if [[ -z "${LLEGADA_ALLOWED_HOSTS:-}" && "$host" != 127.0.0.1 ]]; then
    for address in "$host" $(hostname 2>/dev/null) $(hostname -I 2>/dev/null); do
      hosts+=",$(host_of_address "$address")"
    done
    export LLEGADA_ALLOWED_HOSTS="$hosts"
  fi
  # Links in mails lead to where this start listens, unless the installation has a public address.
  if [[ -z "${LLEGADA_BASE_URL:-}" ]]; then
    LLEGADA_BASE_URL="http://$(host_of_address "$host"):$port"
    export LLEGADA_BASE_URL
  fi
  # The two web processes add up their figures in these files (docs/operations/monitoring.md), which they hold as memory: on a disk
  # that fills up the system would kill them.
  export PROMETHEUS_MULTIPROC_DIR="/dev/shm/llegada-$UID-$port"
  rm -rf -- "$PROMETHEUS_MULTIPROC_DIR" 2>/dev/null || true
  if ! mkdir -m 700 -- "$PROMETHEUS_MULTIPROC_DIR" 2>/dev/null; then
    PROMETHEUS_MULTIPROC_DIR="$data/metrics/$port"
    rm -rf -- "$PROMETHEUS_MULTIPROC_DIR"
    mkdir -p -- "$PROMETHEUS_MULTIPROC_DIR"
  fi
}

# Tables, reference data, demonstration, static files. Sets ACCOUNTS to the list of demonstration accounts.
prepare_data() {
  local data="$1" is_empty="$2" lock
  take_lock "$data/preparation.lock" "otro arranque sobre los mismos datos"
  lock="$REPLY"
  ACCOUNTS="$("$VENV/bin/python" "$ROOT/scripts/prepare_data.py" ${is_empty:+--empty})" ||
    die "No se pudo preparar la base de datos."
  collect_static "$data"
  release_lock "$lock"
}

# Gather the static files of the apps, if any changed.
collect_static() {
  local data="$1" stamp="$1/static.stamp" wanted
  wanted="$FRONTEND_STAMP $(
    {
      find "$ROOT/src/llegada" -path '*/static/*' -type f
      printf '%s\n' "$ROOT/requirements/runtime.txt" "$ROOT/src/llegada/config/settings.py"
    } | checksum_of_files
  )"
  [[ -f "$data/static/staticfiles.json" && "$(cat -- "$stamp" 2>/dev/null)" == "$wanted" ]] && return
  say "Reuniendo los archivos estáticos…"
  rm -f -- "$stamp"
  quietly "$VENV/bin/python" -m django collectstatic --noinput --verbosity 0 ||
    die "No se pudieron reunir los archivos estáticos."
  printf '%s' "$wanted" >"$stamp"
}

# Start web, worker and daily jobs, say where, and stay until a signal or until one of them dies.
serve() {
  local host="$1" port="$2" data="$3"
  local web_log="$data/logs/web-$port.log" tasks_log="$data/logs/tasks-$port.log" daily_log="$data/logs/daily-$port.log"
  : >"$web_log"
  : >"$tasks_log"
  : >"$daily_log"
  # The preparation may have been long: somebody may have taken the port meanwhile, and the web server
  # would share it without a word.
  is_port_taken "$host" "$port" && die "El puerto $port ya está ocupado. Elija otro con --port."
  trap 'stop_services; exit 1' EXIT
  trap 'goodbye' INT TERM HUP
  say "Arrancando el servidor web y las tareas…"
  start_apart "$web_log" "$VENV/bin/python" -m granian --interface wsgi --host "$host" --port "$port" \
    --workers "$WEB_WORKERS" --blocking-threads 1 --workers-kill-timeout 8 --respawn-failed-workers \
    llegada.config.wsgi:application
  WEB_PID="$REPLY"
  await_ready "$host" "$port" "$web_log"
  # After the first page: until then the processors are the web's.
  start_apart "$tasks_log" env -u PROMETHEUS_MULTIPROC_DIR \
    "$VENV/bin/python" -m django run_tasks --no-startup-delay --no-reload --queue-name '*'
  TASKS_PID="$REPLY"
  # What is done once a day: the mail of notices, for instance.
  start_apart "$daily_log" env -u PROMETHEUS_MULTIPROC_DIR "$VENV/bin/python" -m django run_due --loop
  DAILY_PID="$REPLY"
  announce "$host" "$port" "$data"
  wait -n "$WEB_PID" "$TASKS_PID" "$DAILY_PID" || true
  report_death "$web_log" "$tasks_log" "$daily_log"
}

await_ready() {
  local host="$1" port="$2" web_log="$3" deadline=$((SECONDS + SECONDS_TO_READY))
  until [[ "$(http_status "$host" "$port" /healthz)" == 200 ]]; do
    kill -0 "$WEB_PID" 2>/dev/null || report_death "$web_log"
    if ((SECONDS > deadline)); then
      tail -n 20 -- "$web_log" >&2
      die "El servidor no respondió en $SECONDS_TO_READY segundos. El registro completo: $web_log"
    fi
    sleep 0.1
  done
}

announce() {
  local address port="$2" data="$3"
  address="http://$(host_of_address "$1"):$port/"
  printf '\n%s\n' "${BOLD}Llegada está en $address${PLAIN}"
  if [[ -n "$ACCOUNTS" ]]; then
    printf '\n%s\n%s\n' "Cuentas de demostración (datos ficticios):" "$ACCOUNTS"
  else
    printf '\n%s\n  %s\n' "Si la instalación es nueva, cree su primera cuenta en otra terminal:" \
      "LLEGADA_DATA_DIR='$data' ./llegada manage create_administrator correo@entidad.gov.co 'Nombre completo'"
  fi
  printf '\n%s\n%s\n' "Datos y registros: $data" "Ctrl-C para detener."
}

# Say which of them died, with the end of its log: report_death WEB_LOG [TASKS_LOG DAILY_LOG]
report_death() {
  local log="$1" who="El servidor web"
  if kill -0 "$WEB_PID" 2>/dev/null; then
    log="$2" who="El proceso de tareas"
    if kill -0 "$TASKS_PID" 2>/dev/null; then
      log="$3" who="El proceso de lo diario"
    fi
  fi
  tail -n 20 -- "$log" >&2
  die "$who se detuvo solo. El registro completo: $log"
}

stop_services() {
  local pids=($WEB_PID $TASKS_PID $DAILY_PID)
  WEB_PID="" TASKS_PID="" DAILY_PID=""
  ((${#pids[@]} == 0)) || stop_apart "$SECONDS_TO_STOP" "${pids[@]}"
  [[ -z "${PROMETHEUS_MULTIPROC_DIR:-}" ]] || rm -rf -- "$PROMETHEUS_MULTIPROC_DIR"
}

# A second Ctrl-C while stopping changes nothing: stopping has its own time limit.
goodbye() {
  trap '' INT TERM HUP
  printf '\n' >&2
  say "Deteniendo…"
  stop_services
  say "Detenido. Los datos quedan guardados."
  trap - EXIT
  exit 0
}
