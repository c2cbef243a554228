# What the machine needs: system packages, virtual environments from hashed locks, Node, the front end.
# Each piece leaves a stamp, a checksum of all it was made from, written last: nothing is done twice and
# nothing half-done is taken for done. Sourced by ./llegada.

readonly VENV="$ROOT/.venv" VENV_TEST="$ROOT/.venv-test" VENV_NODE="$ROOT/.venv-node"
readonly VENV_BENCH="$ROOT/.venv-bench"
readonly CACHE="$ROOT/.cache"

# Nothing is written outside the repository and the data folder, caches of the installers included.
export UV_CACHE_DIR="${UV_CACHE_DIR:-$CACHE/uv}" PIP_CACHE_DIR="${PIP_CACHE_DIR:-$CACHE/pip}"
export npm_config_cache="${npm_config_cache:-$CACHE/npm}"
export NODE_COMPILE_CACHE="${NODE_COMPILE_CACHE:-$CACHE/node}"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
export PYTHONUTF8=1
# Compiled once, not at every start.
unset PYTHONDONTWRITEBYTECODE

as_root() {
  if ((EUID == 0)); then "$@"; else sudo -- "$@"; fi
}

is_package_installed() {
  [[ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]
}

# Install the Debian packages that are missing from those named; say why they are needed.
need_packages() {
  local purpose="$1" package missing=()
  shift
  for package in "$@"; do
    is_package_installed "$package" || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  command -v apt-get >/dev/null ||
    die "Faltan ${missing[*]} ($purpose). Este sistema no tiene apt-get: instálelos y repita."
  ((EUID == 0)) || command -v sudo >/dev/null ||
    die "Faltan ${missing[*]} ($purpose). Como administrador: apt-get install ${missing[*]}"
  say "Instalando del sistema ($purpose): ${missing[*]}"
  apt_get update || note "No se pudo actualizar la lista de paquetes; se usa la que hay."
  apt_get install --yes --no-install-recommends "${missing[@]}" ||
    die "No se pudieron instalar: ${missing[*]}"
}

# Run apt-get quietly, waiting for whoever else is installing. The lists have a lock that apt does not wait
# for, hence the second try.
apt_get() {
  local attempt
  for attempt in 1 2 3; do
    quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get --quiet=2 -o DPkg::Lock::Timeout=300 "$@" && return 0
    ((attempt == 3)) || sleep 5
  done
  return 1
}

# --- Python -----------------------------------------------------------------------------------------------

# Succeed if the interpreter is 3.11 or newer and can make virtual environments.
is_python_good() {
  "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

# Set PYTHON to a good interpreter, installing one if there is none: the system's, or, where that is too old, a
# newer one that the system also offers.
find_python() {
  local version
  search_python && return
  need_packages "Python" python3 python3-venv
  search_python && return
  for version in 3.13 3.12 3.11; do
    apt-cache show "python$version-venv" >/dev/null 2>&1 || continue
    need_packages "Python" "python$version" "python$version-venv"
    search_python && return
  done
  die "Se necesita Python 3.11 o más nuevo con venv; este sistema ofrece $(python3 --version 2>&1)."
}

search_python() {
  hash -r
  for PYTHON in python3 python3.13 python3.12 python3.11; do
    is_python_good "$PYTHON" && return
  done
  return 1
}

# Make or refresh a virtual environment from one hashed lock: make_venv FOLDER LOCK WHAT
make_venv() {
  local folder="$1" lock="$ROOT/requirements/$2" what="$3" stamp
  local bootstrap="$ROOT/requirements/bootstrap.txt"
  # The folder's own interpreter answers first: on a second start nothing else is looked for.
  stamp="$(printf '%s\n' "$lock" "$bootstrap" | checksum_of_files) $folder"
  if [[ -x "$folder/bin/python" && "$(cat -- "$folder/.stamp" 2>/dev/null)" == "$stamp $(python_of "$folder")" ]]; then
    return
  fi
  find_python
  say "Preparando $what…"
  if [[ "$(sed 's/^[^ ]* //' "$folder/.stamp" 2>/dev/null)" != "$folder $(python_of "$folder")" ]]; then
    "$PYTHON" -m venv --clear "$folder"
  fi
  rm -f -- "$folder/.stamp"
  quietly "$folder/bin/python" -m pip install --require-hashes --requirement "$bootstrap" ||
    die "No se pudo instalar uv en $folder. ¿Hay conexión al registro de paquetes de Python?"
  # pip reads the mirrors of a machine from more places than uv does: it is the second try.
  quietly "$folder/bin/python" -m uv pip sync --quiet --compile-bytecode --python "$folder/bin/python" --require-hashes "$lock" || {
    note "Se intenta de otra manera, con pip."
    quietly "$folder/bin/python" -m pip install --require-hashes --requirement "$lock"
  } || die "No se pudieron instalar las bibliotecas de $2."
  printf '%s' "$stamp $(python_of "$folder")" >"$folder/.stamp"
}

# Print the version of the interpreter of an environment, or nothing if it does not run any more.
python_of() {
  "$1/bin/python" -c 'import platform; print(platform.python_version())' 2>/dev/null || true
}

# --- front end --------------------------------------------------------------------------------------------

# Put a Node that serves on the PATH: the machine's if it is 20 or newer, else one from the Python registry.
find_node() {
  local major
  major="$(node --version 2>/dev/null | sed -n 's/^v\([0-9]*\).*/\1/p')" || true
  if ((${major:-0} >= 20)) && command -v npm >/dev/null; then
    return
  fi
  make_venv "$VENV_NODE" node.txt "Node"
  export PATH="$VENV_NODE/bin:$PATH"
}

frontend_files() {
  find "$ROOT/frontend" \( -name node_modules -o -name dist -o -name document-fonts -o -name preview \) -prune -o -type f -not -name '.stamp*' -print
}

# Install the front end's packages, if the lock changed.
install_frontend() {
  local stamp="$ROOT/frontend/node_modules/.stamp" wanted
  wanted="$(printf '%s\n' "$ROOT/frontend/package.json" "$ROOT/frontend/package-lock.json" | checksum_of_files)"
  [[ "$(cat -- "$stamp" 2>/dev/null)" == "$wanted" ]] && return
  find_node
  say "Instalando los paquetes de la interfaz…"
  (cd -- "$ROOT/frontend" && quietly npm ci --no-audit --no-fund --no-progress) ||
    die "npm ci falló. ¿Hay conexión al registro de npm?"
  printf '%s' "$wanted" >"$stamp"
}

# Build the front end, if anything it is made from changed. Sets FRONTEND_STAMP.
build_frontend() {
  local stamp="$ROOT/frontend/.stamp-build"
  FRONTEND_STAMP="$(frontend_files | checksum_of_files)"
  if [[ -d "$ROOT/frontend/dist" && -d "$ROOT/frontend/document-fonts" && "$(cat -- "$stamp" 2>/dev/null)" == "$FRONTEND_STAMP" ]]; then
    return
  fi
  install_frontend
  find_node
  say "Construyendo la interfaz…"
  rm -f -- "$stamp"
  (cd -- "$ROOT/frontend" && quietly npm run --silent build) || die "La construcción de la interfaz falló."
  printf '%s' "$FRONTEND_STAMP" >"$stamp"
}

# Compile the catalogues that changed, with the Python of an environment.
compile_catalogues() {
  local python="$1/bin/python" catalogue
  for catalogue in "$ROOT"/src/llegada/locale/*/LC_MESSAGES/*.po; do
    [[ -e "$catalogue" && ! "${catalogue%.po}.mo" -nt "$catalogue" ]] || continue
    quietly "$python" "$ROOT/scripts/catalogue.py" compile || die "No se pudo compilar el catálogo en inglés."
  done
}

# --- both -------------------------------------------------------------------------------------------------

# Prepare what running needs; one preparation at a time in one clone.
prepare_runtime() {
  take_lock "$CACHE/preparation.lock" "otra preparación"
  local lock="$REPLY"
  make_venv "$VENV" runtime.txt "el entorno de Python"
  compile_catalogues "$VENV"
  build_frontend
  release_lock "$lock"
}

# Prepare what the measure against pandas needs, apart from what running needs and only for whoever asks for it.
prepare_comparison() {
  take_lock "$CACHE/preparation.lock" "otra preparación"
  local lock="$REPLY"
  make_venv "$VENV_BENCH" bench.txt "el entorno de la comparación con pandas"
  release_lock "$lock"
}

# Prepare what tests and linters need, apart from what running needs.
prepare_tests() {
  take_lock "$CACHE/preparation.lock" "otra preparación"
  local lock="$REPLY"
  make_venv "$VENV_TEST" test.txt "el entorno de pruebas"
  compile_catalogues "$VENV_TEST"
  build_frontend
  release_lock "$lock"
}
