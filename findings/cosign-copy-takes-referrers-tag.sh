#!/usr/bin/env bash
# `cosign copy` puts the image where its signatures should be, and then nothing can be attached to the copy.
#
# cosign 3.1.1, docker-registry 2.8.3 (or any registry without the referrers API).
#
# cosign 3 attaches a signature as a referrer. Without the API, an index of the referrers is under the tag `sha256-HEX` of the
# image. `cosign copy` of such an image ends with exit code 0. At the destination, however, the tag `sha256-HEX` is the
# image itself: the signature has not travelled, and `cosign verify` finds none. Worse, the tag is now taken by something that is
# not an index, so that every later `cosign sign` of the copy fails.
#
# Expected: the signature is copied, or the command says that it cannot. (It does say that it is deprecated.)
# Matters to: pipelines that promote with `cosign copy`, and to every tool that writes to a repository they have filled: the
# fallback tag may hold an image, which must not be overwritten blindly.
# shellcheck source=findings/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

debian sid cosign=3.1.1-2 crane=0.20.7+ds1-5 docker-registry=2.8.3+ds1-3
start_registry
push_image dev/app:1
digest=$(crane digest --insecure "$registry/dev/app:1")
fallback=sha256-${digest#sha256:}

export COSIGN_PASSWORD=
(cd "$work" && cosign generate-key-pair >/dev/null 2>&1)
sign() {
  cosign sign --key "$work/cosign.key" --use-signing-config=false --tlog-upload=false --allow-insecure-registry --yes "$1" 2>&1
}
verify() {
  if cosign verify --key "$work/cosign.pub" --insecure-ignore-tlog --allow-insecure-registry "$1" >/dev/null 2>"$work/log"; then
    echo 'verified'
  else
    grep '^Error' "$work/log"
  fi
}
type_of() { curl -sS -o /dev/null -D - -H 'Accept: application/vnd.oci.image.index.v1+json' \
  -H 'Accept: application/vnd.docker.distribution.manifest.v2+json' "http://$registry/v2/$1/manifests/$fallback" |
  tr -d '\r' | sed -n 's/^Content-Type: //p'; }

sign "$registry/dev/app@$digest" >/dev/null
expect 'the source' 'verified' "$(verify "$registry/dev/app@$digest")"
expect 'what the fallback tag of the source is' 'application/vnd.oci.image.index.v1+json' "$(type_of dev/app)"

status=0
cosign copy --allow-insecure-registry "$registry/dev/app:1" "$registry/prod/app:1" >/dev/null 2>&1 || status=$?
expect 'exit code of cosign copy' 0 "$status"
expect 'the copy' 'Error: no signatures found' "$(verify "$registry/prod/app@$digest")"
expect 'what the fallback tag of the copy is' 'application/vnd.docker.distribution.manifest.v2+json' "$(type_of prod/app)"
expect 'its digest is that of the image' "$digest" "$(crane digest --insecure "$registry/prod/app:$fallback")"
expect 'signing the copy afterwards' 'failed to upload manifest: fallback tag manifest is not a schema version 2: 1' \
  "$(sign "$registry/prod/app@$digest" | sed -n 's/^Error: .*: signing digest: //p')"
