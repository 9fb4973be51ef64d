#!/usr/bin/env bash
# `podman artifact add` of a plain file makes a manifest that the image specification does not allow.
#
# podman 5.8.6, oras 1.3.3, skopeo 1.22.0, docker-registry 2.8.3; OCI image specification 1.1.1.
#
# Without --type the manifest has the empty config and no `artifactType`, which the specification demands in that case
# (manifest.md: it must be set when `config.mediaType` is the empty value). The layer of a text file has the
# media type `text/plain; charset=utf-8`, with a parameter, where the specification wants a name by RFC 6838. Registries and
# clients take both. The time of creation is in the manifest as well: the same file added twice has two digests.
#
# Expected: a type such as `application/vnd.unknown.artifact.v1`, as `oras push` writes; media types without parameters.
# Matters to: clients that check manifests strictly, or that look at artifacts by type.
# shellcheck source=findings/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

debian sid podman=5.8.6+ds1-3 oras=1.3.3-1 skopeo=1.22.0+ds1-1 crane=0.20.7+ds1-5 docker-registry=2.8.3+ds1-3 \
  -- conmon netavark crun
start_registry

# podman looks for its helpers where packages are installed
mkdir -p "$XDG_CONFIG_HOME/containers"
echo '{"default":[{"type":"insecureAcceptAnything"}]}' >"$XDG_CONFIG_HOME/containers/policy.json"
cat >"$work/containers.conf" <<TOML
[engine]
conmon_path = ["$work/root/usr/bin/conmon"]
helper_binaries_dir = ["$work/root/usr/lib/podman"]
runtime = "crun"
[engine.runtimes]
crun = ["$work/root/usr/bin/crun"]
TOML
export CONTAINERS_CONF="$work/containers.conf" PODMAN_IGNORE_CGROUPSV1_WARNING=1
run_podman() {
  podman --root "$work/store" --runroot "$work/run" --storage-driver vfs --events-backend none "$@" 2>"$work/podman.log" ||
    untried "podman: $(tail -n 1 "$work/podman.log")"
}

echo notes >"$work/notes.txt"
for tag in 1 2; do
  run_podman artifact add "$registry/dev/notes:$tag" "$work/notes.txt" >/dev/null
  run_podman artifact push --tls-verify=false "$registry/dev/notes:$tag" >/dev/null
done
manifest=$(crane manifest --insecure "$registry/dev/notes:1")

expect 'config, artifactType and layer type of a text file' \
  '["application/vnd.oci.empty.v1+json",null,"text/plain; charset=utf-8"]' \
  "$(jq -c '[.config.mediaType, .artifactType, .layers[0].mediaType]' <<<"$manifest")"
expect 'what differs when the same file is added again' '["org.opencontainers.image.created"]' \
  "$(jq -c -n --argjson one "$manifest" --argjson two "$(crane manifest --insecure "$registry/dev/notes:2")" '
    [$one.annotations | keys[] | select($one.annotations[.] != $two.annotations[.])]')"

(cd "$work" && oras push --plain-http "$registry/dev/pushed:1" notes.txt >/dev/null 2>&1)
expect 'the same file pushed by oras' '["application/vnd.unknown.artifact.v1","application/vnd.oci.image.layer.v1.tar"]' \
  "$(crane manifest --insecure "$registry/dev/pushed:1" | jq -c '[.artifactType, .layers[0].mediaType]')"

status=0
skopeo copy --quiet --src-tls-verify=false --dest-tls-verify=false "docker://$registry/dev/notes:1" \
  "docker://$registry/prod/notes:1" || status=$?
expect 'skopeo copies it byte for byte' "0 $(crane digest --insecure "$registry/dev/notes:1")" \
  "$status $(crane digest --insecure "$registry/prod/notes:1")"
