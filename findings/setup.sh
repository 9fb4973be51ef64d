# Sourced by every finding: a temporary folder with the programs a finding is about, and a way to compare what they do.
# Nothing is installed on the machine, and everything is removed at the end.
set -euo pipefail

work=$(mktemp -d)
changed=0
children=()

end() {
  local status=$?
  # at once: a server that is asked to stop while it is starting may never do so
  [ "${#children[@]}" -eq 0 ] || kill -KILL "${children[@]}" 2>/dev/null || true
  rm -rf "$work"
  if [ "$status" -eq 0 ] && [ "$changed" -ne 0 ]; then exit 1; fi
  exit "$status"
}
trap end EXIT
trap 'exit 2' INT TERM

mkdir -p "$work/bin" "$work/home"
export PATH="$work/bin:$PATH" HOME="$work/home" XDG_CONFIG_HOME="$work/home/.config" XDG_RUNTIME_DIR="$work/home/run"
export LC_ALL=C.UTF-8 TZ=UTC
unset DOCKER_CONFIG REGISTRY_AUTH_FILE KUBECONFIG "${!COSIGN_@}"
mkdir -p "$XDG_CONFIG_HOME" "$XDG_RUNTIME_DIR"

# Says why a finding cannot be tried here, which is not the same as a finding that no longer holds.
untried() {
  echo "cannot be tried: $*" >&2
  exit 2
}

# expect WHAT EXPECTED SEEN: compares, goes on either way, and lets the script fail at its end when they differ.
expect() {
  if [ "$2" = "$3" ]; then
    printf 'as found: %s\n%s\n' "$1" "$(sed 's/^/  /' <<<"$3")"
  else
    changed=1
    printf 'CHANGED: %s\n' "$1"
    diff <(echo "$2") <(echo "$3") --label found --label now -u | tail -n +3 | sed 's/^/  /' || true
  fi
}

# debian SUITE PACKAGE=VERSION… [-- PACKAGE…]: programs of packages of a Debian suite, whatever suite the machine runs.
# All they depend on is unpacked beside them, with the loader; a wrapper in $work/bin starts each program of the packages that
# are named with a version. Packages after -- are unpacked, too.
debian() {
  local suite=$1 package name version loader program
  shift
  local named=() others=()
  while [ $# -gt 0 ] && [ "$1" != -- ]; do named+=("$1") && shift; done
  [ $# -eq 0 ] || others=("${@:2}")
  command -v apt-get dpkg-deb >/dev/null || untried 'it needs apt-get and dpkg-deb'
  local apt="$work/apt" root="$work/root"
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$root"
  : >"$apt/status"
  local mirror
  mirror=$(debian_mirror) || untried 'there is no Debian mirror among the sources of apt'
  local keyring=/usr/share/keyrings/debian-archive-keyring.gpg trust=
  [ ! -e $keyring ] || trust="[signed-by=$keyring] "
  echo "deb $trust$mirror $suite main" >"$apt/sources.list"
  local options=(-o "Dir::State=$apt" -o "Dir::State::status=$apt/status" -o "Dir::Cache=$apt/cache"
    -o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=- -o APT::Sandbox::User=root
    -o Acquire::Languages=none -o Acquire::Retries=3)
  apt-get "${options[@]}" -qq update >"$work/apt.log" 2>&1 || untried "$(tail -n 3 "$work/apt.log")"
  for package in "${named[@]}"; do
    name=${package%%=*}
    version=$(apt-cache "${options[@]}" show --no-all-versions "$name" 2>/dev/null | sed -n 's/^Version: //p')
    [ "$package" = "$name=$version" ] || untried "$package is no longer in $suite, which has ${version:-none}"
  done
  apt-get "${options[@]}" -qq install -y --no-install-recommends --download-only "${named[@]}" ${others[@]+"${others[@]}"} \
    >"$work/apt.log" 2>&1 || untried "$(tail -n 3 "$work/apt.log")"
  for package in "$apt"/cache/archives/*.deb; do dpkg-deb -x "$package" "$root"; done
  loader=$(find "$root" -name 'ld-linux*.so.*' -type f | head -n 1)
  for package in "${named[@]}"; do
    for program in $(dpkg-deb -c "$apt/cache/archives/${package%%=*}"_*.deb | sed -n 's,^-.* \./usr/bin/,,p'); do
      printf '#!/bin/sh\nexec "%s" --argv0 %s --library-path "%s" "%s" "$@"\n' "$loader" "$program" \
        "$(dirname "$loader")" "$root/usr/bin/$program" >"$work/bin/$program"
      chmod +x "$work/bin/$program"
    done
  done
}

# The URI of the mirror that the machine's own apt uses.
debian_mirror() {
  # shellcheck disable=SC2016
  local format='$(ORIGIN)|$(LABEL)|$(CODENAME)|$(REPO_URI)' state=() uri
  for _ in 1 2; do
    uri=$(apt-get ${state[@]+"${state[@]}"} indextargets --format "$format" | awk -F'|' '
      $1 == "Debian" && $2 == "Debian" && $3 !~ /-/ { print $4; exit }')
    [ -z "$uri" ] || break
    # a machine whose apt has never been updated: ask its sources, and leave its state alone
    mkdir -p "$work/apt-machine/partial"
    state=(-o "Dir::State::lists=$work/apt-machine" -o APT::Sandbox::User=root)
    apt-get "${state[@]}" -qq update >/dev/null 2>&1 || true
  done
  [ -n "$uri" ] && echo "$uri"
}

# npm_packages NAME@VERSION…: into $work/node_modules. Programs are run in $work.
npm_packages() {
  command -v npm >/dev/null || untried 'it needs npm'
  (cd "$work" && npm install --silent --no-audit --no-fund --no-save --ignore-scripts "$@") >"$work/npm.log" 2>&1 ||
    untried "$(tail -n 3 "$work/npm.log")"
}

# start_registry [SETTING]: docker-registry with an empty storage, and with another line of settings if any; sets $registry to
# its host and port.
start_registry() {
  printf 'version: 0.1\nstorage: { filesystem: { rootdirectory: %s } }\nhttp: { addr: "127.0.0.1:0" }\n%s\n' \
    "$work/storage" "${1-}" >"$work/registry.yml"
  : >"$work/registry.log"
  docker-registry serve "$work/registry.yml" >>"$work/registry.log" 2>&1 &
  children+=($!)
  disown # so that the shell says nothing of its end
  for _ in $(seq 100); do
    registry=$(sed -n 's/.*listening on \(127\.0\.0\.1:[0-9]*\).*/\1/p' "$work/registry.log")
    [ -z "$registry" ] || return 0
    sleep 0.1
  done
  untried "docker-registry does not start: $(tail -n 3 "$work/registry.log")"
}

# push_image REPOSITORY:TAG: an image of one file of a few bytes, for linux/amd64, always with the same digest.
push_image() {
  mkdir -p "$work/layer"
  echo hello >"$work/layer/hello"
  tar --mtime=@0 --owner=0 --group=0 --numeric-owner --sort=name --mode=644 -C "$work/layer" -cf "$work/layer.tar" hello
  crane append --insecure -f "$work/layer.tar" -t "$registry/$1" >/dev/null 2>&1
  crane mutate --insecure --set-platform linux/amd64 -t "$registry/$1" "$registry/$1" >/dev/null 2>&1
}
