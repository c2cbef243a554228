# ./llegada check: linters, types, contracts. Runs them all, then says which failed. Sourced by ./llegada.

FAILED_CHECKS=()

run_checks() {
  (($# == 0)) || misuse "«check» no recibe opciones."
  CHECK_FOLDER="$(mktemp -d -- "${TMPDIR:-/tmp}/llegada-check.XXXXXXXX")"
  trap 'rm -rf -- "$CHECK_FOLDER"' EXIT
  trap 'exit 130' INT TERM HUP
  prepare_tests
  check_environment
  cd -- "$ROOT"
  local bin="$VENV_TEST/bin"

  check "estilo (ruff)" "$bin/python" -m ruff check --quiet .
  check "formato (ruff)" "$bin/python" -m ruff format --check --quiet .
  check "tipos (mypy)" "$bin/python" -m mypy
  check "pisos y cuartos (import-linter)" "$bin/python" -c \
    'from importlinter.cli import lint_imports_command as main; main(["--no-logo"])'
  check "plantillas (djade)" check_templates
  check "migraciones al día" "$bin/python" -m django makemigrations --check --dry-run
  check "configuración de producción" env LLEGADA_BASE_URL=https://llegada.example \
    LLEGADA_ALLOWED_HOSTS=llegada.example "$bin/python" -m django check --deploy --fail-level WARNING
  check "tipos de la interfaz (tsc)" check_frontend_types
  check "catálogo en inglés" "$bin/python" "$ROOT/scripts/catalogue.py" check
  check "programas de bash" check_bash

  if ((${#FAILED_CHECKS[@]})); then
    die "Fallan: $(printf '%s; ' "${FAILED_CHECKS[@]}" | sed 's/; $//')"
  fi
  say "Todo en orden."
}

# Run one check, showing what it says only if it fails.
check() {
  local name="$1" output
  shift
  if output="$("$@" 2>&1)"; then
    say "$name: bien"
  else
    printf '%s\n' "$output"
    say "$name: ${RED}falla${PLAIN}"
    FAILED_CHECKS+=("$name")
  fi
}

# Checks read no setting of whoever runs them, and keep their data folder apart.
check_environment() {
  local name
  for name in $(compgen -e LLEGADA_); do unset "$name"; done
  export LLEGADA_DATA_DIR="$CHECK_FOLDER/data" DJANGO_SETTINGS_MODULE=llegada.config.settings
  export PYTHONPATH="$ROOT/src:$ROOT"
}

check_templates() {
  find "$ROOT/src" -name '*.html' -path '*/templates/*' -print0 |
    xargs -0 --no-run-if-empty "$VENV_TEST/bin/djade" --target-version 5.2 --check
}

check_frontend_types() {
  install_frontend && find_node && cd -- "$ROOT/frontend" && npm run --silent typecheck
}

check_bash() {
  local file
  for file in "$ROOT/llegada" "$ROOT"/.ci/* "$ROOT"/scripts/launcher/*.sh; do
    bash -n "$file" || return 1
  done
}
