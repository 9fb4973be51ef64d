#!/usr/bin/env bash
# What `cosign save` writes, `cosign load` cannot load once the image is signed in the new form.
#
# cosign 3.1.1, docker-registry 2.8.3.
#
# `cosign save` writes an image with its signature to a folder: all blobs of the bundle are there. `cosign load` of that folder
# into an empty repository pushes the image under its tag, and then fails: it pushes the manifest of the signature without the
# blob that the manifest refers to, which the registry refuses. The exit code is 1 and the image is there, unsigned. `cosign copy`
# recommends save and load as its replacement. `oras backup` and `oras restore` of the same image bring the signature along.
#
# Expected: load uploads what save has saved.
# Matters to: transfers into networks without access to the source registry, and anybody who takes the tag that such a failed
# load leaves behind for a complete copy.
# shellcheck source=findings/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

debian sid cosign=3.1.1-2 oras=1.3.3-1 crane=0.20.7+ds1-5 docker-registry=2.8.3+ds1-3
start_registry
push_image dev/app:1
digest=$(crane digest --insecure "$registry/dev/app:1")

export COSIGN_PASSWORD=
(cd "$work" && cosign generate-key-pair >/dev/null 2>&1)
cosign sign --key "$work/cosign.key" --use-signing-config=false --tlog-upload=false --allow-insecure-registry --yes \
  "$registry/dev/app@$digest" >/dev/null 2>&1
verify() {
  if cosign verify --key "$work/cosign.pub" --insecure-ignore-tlog --allow-insecure-registry "$1" >/dev/null 2>"$work/log"; then
    echo 'verified'
  else
    grep '^Error' "$work/log"
  fi
}

cosign save --dir "$work/saved" --allow-insecure-registry "$registry/dev/app:1" >/dev/null 2>&1
bundles=$(grep -l 'application/vnd.dev.sigstore.bundle.v0.3+json' "$work"/saved/blobs/sha256/* |
  xargs -n 1 jq -r '.layers[]? | select(.mediaType == "application/vnd.dev.sigstore.bundle.v0.3+json") | .digest' | sort -u)
expect 'bundles whose blob is in the saved folder' '1 of 1' \
  "$(for bundle in $bundles; do ls "$work/saved/blobs/sha256/${bundle#sha256:}"; done | wc -l) of $(wc -w <<<"$bundles")"

status=0
cosign load --dir "$work/saved" --allow-insecure-registry "$registry/prod/app:1" >/dev/null 2>"$work/log" || status=$?
expect 'exit code of cosign load' 1 "$status"
expect 'what the registry misses' "blob unknown to registry; $bundles" \
  "$(sed -n 's/^Error: failed to upload manifest: .*MANIFEST_BLOB_UNKNOWN: //p' "$work/log")"
expect 'digest of the tag at the destination' "$digest" "$(crane digest --insecure "$registry/prod/app:1")"
expect 'its signature' 'Error: no signatures found' "$(verify "$registry/prod/app@$digest")"

oras backup --plain-http --include-referrers --output "$work/backup" "$registry/dev/app:1" >/dev/null 2>&1
oras restore --plain-http --input "$work/backup" "$registry/stage/app:1" >/dev/null 2>&1
expect 'the signature after oras backup and oras restore' 'verified' "$(verify "$registry/stage/app@$digest")"
