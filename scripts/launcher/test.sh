# ./llegada test: everything on SQLite, then the domain again on PostgreSQL. Sourced by ./llegada.

readonly LEAST_COVERAGE=90
readonly POSTGRES_OPTIONS=(
  listen_addresses=127.0.0.1 unix_socket_directories= fsync=off synchronous_commit=off full_page_writes=off
)
POSTGRES_FOLDER="" POSTGRES_URL="" TEST_FOLDER=""

run_tests() {
  local engines=(sqlite postgres) arguments=() status=0 engine with_coverage=""
  while (($#)); do
    case "$1" in
      --sqlite) engines=(sqlite) ;;
      --postgres) engines=(postgres) ;;
      --coverage) engines=(sqlite) with_coverage=yes ;;
      *) arguments+=("$1") ;;
    esac
    shift
  done
  [[ -z "${LLEGADA_REAL_DATA:-}" ]] || LLEGADA_REAL_DATA="$(absolute_path "$LLEGADA_REAL_DATA")"

  TEST_FOLDER="$(mktemp -d -- "${TMPDIR:-/tmp}/llegada-test.XXXXXXXX")"
  trap 'clean_up_tests' EXIT
  trap 'exit 130' INT TERM HUP
  prepare_tests
  find_browser
  test_environment
  cd -- "$ROOT"
  # One process has nobody to share it with.
  if ((${#arguments[@]} == 0)); then
    migrate_once "${engines[@]}"
    [[ "${engines[0]}" != sqlite ]] || make_demonstration
  fi

  if [[ -n "$with_coverage" ]]; then
    count_coverage || status=1
  else
    for engine in "${engines[@]}"; do
      "test_on_$engine" "${arguments[@]}" || status=1
    done
  fi
  summarize_tests "${engines[@]}"
  return "$status"
}

# The tests see only what they are given: no setting of whoever runs them, and a data folder of their own.
test_environment() {
  local name
  for name in $(compgen -e LLEGADA_); do
    [[ "$name" == LLEGADA_REAL_DATA || "$name" == LLEGADA_CHROMIUM ]] || unset "$name"
  done
  export LLEGADA_DATA_DIR="$TEST_FOLDER/data" DJANGO_SETTINGS_MODULE=llegada.config.settings
  export PYTHONPATH="$ROOT/src:$ROOT" COVERAGE_FILE="$TEST_FOLDER/coverage" PYTEST_DEBUG_TEMPROOT="$TEST_FOLDER"
  # The browser's driver keeps an event loop in the thread of the test; Django takes that for asynchronous code.
  export DJANGO_ALLOW_ASYNC_UNSAFE=true
  [[ -z "${LLEGADA_REAL_DATA:-}" ]] || export LLEGADA_REAL_DATA
}

# Export LLEGADA_CHROMIUM, the browser of the tests: the machine's, Debian's package, or the one Playwright brings
# (on Ubuntu the package is only a door to a snap).
find_browser() {
  need_packages "navegador de las pruebas" libatomic1
  if ! find_chromium; then
    if grep -qs '^ID=ubuntu' /etc/os-release; then
      export PLAYWRIGHT_BROWSERS_PATH="$CACHE/browsers"
      say "Instalando el navegador de las pruebas…"
      quietly "$VENV_TEST/bin/python" -m playwright install --with-deps chromium ||
        die "No se pudo instalar el navegador de las pruebas."
      LLEGADA_CHROMIUM="$(find "$PLAYWRIGHT_BROWSERS_PATH" -type f -path '*chrome-linux*/chrome' | head -n 1)"
    else
      need_packages "navegador de las pruebas" chromium
      hash -r
      find_chromium || die "No se encuentra Chromium después de instalarlo."
    fi
  fi
  export LLEGADA_CHROMIUM
}

find_chromium() {
  local name
  [[ -x "${LLEGADA_CHROMIUM:-}" ]] && return
  LLEGADA_CHROMIUM="$(find "$CACHE/browsers" -type f -path '*chrome-linux*/chrome' 2>/dev/null | head -n 1)"
  [[ -n "$LLEGADA_CHROMIUM" ]] && return
  for name in chromium google-chrome-stable google-chrome; do
    LLEGADA_CHROMIUM="$(type -P "$name")" && [[ "$(readlink -f -- "$LLEGADA_CHROMIUM")" != *snap* ]] && return
  done
  return 1
}

# --- one migration for all the processes of a run ----------------------------------------------------------

# Migrate from nothing, once for each engine and all at once, what every process of the tests then copies: migrating is most
# of what it costs to make a database. It lives and dies with this run, so it is never older than what is tested.
migrate_once() {
  local engine url="" pids=() pid
  say "Migrando una base de datos vacía ($*)…"
  for engine in "$@"; do
    if [[ "$engine" == postgres ]]; then
      start_postgres
      url="$POSTGRES_URL/template1" # of which PostgreSQL makes every new database as a copy
    fi
    LLEGADA_DATA_DIR="$TEST_FOLDER/template-$engine" LLEGADA_DATABASE_URL="$url" \
      "$VENV_TEST/bin/python" -m django migrate --verbosity 0 >"$TEST_FOLDER/migrate-$engine.log" 2>&1 &
    pids+=("$!")
  done
  for pid in "${pids[@]}"; do
    wait "$pid" || {
      tail -n 40 -- "$TEST_FOLDER"/migrate-*.log >&2
      die "No se pudo migrar una base de datos vacía."
    }
  done
  [[ "$1" != sqlite ]] || export LLEGADA_TEST_TEMPLATE="$TEST_FOLDER/template-sqlite/llegada.sqlite3"
}

# Load the demonstration of the browser journeys while the first tests run: they wait for it, and say why if it fails.
make_demonstration() {
  export LLEGADA_TEST_DEMONSTRATION="$TEST_FOLDER/shared"
  mkdir -- "$LLEGADA_TEST_DEMONSTRATION"
  "$VENV_TEST/bin/python" -m tests.browser.demonstration "$LLEGADA_TEST_DEMONSTRATION" >/dev/null 2>&1 &
}

# --- the two runs -----------------------------------------------------------------------------------------

test_on_sqlite() {
  say "Pruebas sobre SQLite…"
  pytest_on sqlite --ignore=tests/postgres "$@"
}

test_on_postgres() {
  [[ -n "$POSTGRES_URL" ]] || start_postgres
  say "Pruebas sobre PostgreSQL…"
  # Without the tests of pages and of the API, which say the same on any database and whose questions the rest ask, nor those
  # of rules and scores, which ask it nothing, nor the demonstration and the country's real files, which are long and read alike.
  export LLEGADA_DATABASE_URL="$POSTGRES_URL/postgres"
  pytest_on postgres --ignore=tests/browser --ignore=tests/architecture --ignore=tests/operations \
    --ignore=tests/demo --ignore-glob='*_pages.py' --ignore-glob='*_page.py' --ignore-glob='*/test_views.py' \
    --ignore-glob='*api.py' --ignore-glob='*rules.py' --ignore-glob='*/test_scor*.py' '-mnot real_data' "$@"
}

# Everything on SQLite, counting branches: 90 % overall, all of rules and policies. Apart, because counting doubles the time.
count_coverage() {
  local status=0
  say "Pruebas sobre SQLite, con cobertura…"
  pytest_on sqlite --ignore=tests/postgres --cov=llegada --cov-report= || status=1
  say "Cobertura:"
  "$VENV_TEST/bin/python" -m coverage report --fail-under="$LEAST_COVERAGE" || status=1
  say "Cobertura de reglas y políticas (debe ser completa):"
  "$VENV_TEST/bin/python" -m coverage report --fail-under=100 \
    --include='*/rules.py,*/*_rules.py,*/policies.py' || status=1
  ((status == 0)) || say "La cobertura no alcanza, o falló una prueba."
  return "$status"
}

# Run pytest, keep what it says for the summary, and return its own status. No test selected is not a failure
# when somebody chose which to run: their choice may belong to one of the two databases only.
pytest_on() {
  local engine="$1" ours=() options=() status=0 chosen
  shift
  while [[ "${1:-}" == --ignore* || "${1:-}" == --cov* || "${1:-}" == -mnot* ]]; do ours+=("$1") && shift; done
  chosen=$#
  # In their order: the files of the browser have few tests and long ones, and must not be left for the end.
  options=(-n "${LLEGADA_TEST_PROCESSES:-2}" --dist loadfile --no-loadscope-reorder)
  ((chosen == 0)) || options=()
  [[ ! -t 1 ]] || options+=(--color=yes)
  "$VENV_TEST/bin/python" -m pytest "${options[@]}" "${ours[@]}" "$@" 2>&1 | tee -- "$TEST_FOLDER/$engine.log" ||
    status="${PIPESTATUS[0]}"
  ((status == 5 && chosen > 0)) && status=0
  return "$status"
}

# --- a PostgreSQL of our own ------------------------------------------------------------------------------

# Start a private cluster: temporary folder, free port, made-up password, nothing synced to disk.
start_postgres() {
  local bin port password owner=()
  bin="$(postgres_programs)" || {
    need_packages "base de datos de las pruebas" postgresql
    bin="$(postgres_programs)" || die "No se encuentra PostgreSQL después de instalarlo."
  }
  say "Arrancando un PostgreSQL propio de las pruebas…"
  POSTGRES_FOLDER="$(mktemp -d -- "${TMPDIR:-/tmp}/llegada-postgres.XXXXXXXX")"
  port="$("$VENV_TEST/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
  password="$("$VENV_TEST/bin/python" -c 'import secrets; print(secrets.token_hex(16))')"
  printf '%s' "$password" >"$POSTGRES_FOLDER/password"
  if ((EUID == 0)); then
    # PostgreSQL refuses to run as root.
    chown -R postgres "$POSTGRES_FOLDER"
    owner=(runuser -u postgres --)
  fi
  (
    cd -- "$POSTGRES_FOLDER"
    quietly "${owner[@]}" "$bin/initdb" --pgdata="$POSTGRES_FOLDER/data" --username=llegada --encoding=UTF8 \
      --locale=C.UTF-8 --auth=scram-sha-256 --pwfile="$POSTGRES_FOLDER/password" --no-sync
    quietly "${owner[@]}" "$bin/pg_ctl" start --wait --pgdata="$POSTGRES_FOLDER/data" --log="$POSTGRES_FOLDER/log" \
      --options="-p $port ${POSTGRES_OPTIONS[*]/#/-c }"
  ) || {
    cat -- "$POSTGRES_FOLDER/log" >&2 || true
    die "PostgreSQL no arrancó."
  }
  POSTGRES_URL="postgres://llegada:$password@127.0.0.1:$port"
}

# Print the folder of the newest PostgreSQL programs.
postgres_programs() {
  local found
  found="$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)"
  [[ -x "$found" ]] || found="$(type -P initdb)" || return 1
  dirname -- "$found"
}

stop_postgres() {
  local pid
  pid="$(head -n 1 "$POSTGRES_FOLDER/data/postmaster.pid" 2>/dev/null)" || return 0
  # Immediate: its data are thrown away.
  kill -QUIT "$pid" 2>/dev/null || return 0
  while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
}

clean_up_tests() {
  jobs -p | xargs --no-run-if-empty kill 2>/dev/null || true
  if [[ -n "$POSTGRES_FOLDER" ]]; then
    stop_postgres
    rm -rf -- "$POSTGRES_FOLDER"
  fi
  rm -rf -- "$TEST_FOLDER"
}

# --- results ----------------------------------------------------------------------------------------------

# End with what pytest itself said last on each database.
summarize_tests() {
  local engine
  for engine in "$@"; do
    say "Resultado en $engine:"
    grep -aE '(passed|failed|error|no tests ran).* in [0-9.]+s' "$TEST_FOLDER/$engine.log" | tail -n 1 || true
  done
}
