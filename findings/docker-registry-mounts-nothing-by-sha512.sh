#!/usr/bin/env bash
# docker-registry answers 201 to the mount of a blob by its sha512 digest, and the blob is not there.
#
# docker-registry 2.8.3, oras 1.3.3.
#
# A repository has a blob that was pushed under its sha512 digest, and serves it under that digest. A mount of it into another
# repository is answered with 201 Created, which means that the blob is there. HEAD of the digest that was mounted is 404, and so is
# HEAD of the sha256 digest of the same bytes. A manifest that refers to the blob, which the first repository took, is refused:
# 400 MANIFEST_BLOB_UNKNOWN. Pushing the bytes makes it appear. oras, which mounts within a registry, ends there.
#
# Expected: a mount does what a push does, or is answered with 202 and an upload session.
# Matters to: clients that take 201 for a mount as proof. They have to be able to send the bytes after all.
# shellcheck source=findings/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

debian sid oras=1.3.3-1 docker-registry=2.8.3+ds1-3
start_registry
blobs="http://$registry/v2"

echo '{}' >"$work/config.json"
sha512=sha512:$(sha512sum "$work/config.json" | cut -d ' ' -f 1)
sha256=sha256:$(sha256sum "$work/config.json" | cut -d ' ' -f 1)
code() { curl -sS -o /dev/null -w '%{http_code}' "$@"; }
push_blob() {
  local location
  location=$(curl -sS -D - -o /dev/null -X POST "$blobs/$1/blobs/uploads/" | tr -d '\r' | sed -n 's/^Location: //p')
  code -X PUT -H 'Content-Type: application/octet-stream' --data-binary "@$work/config.json" "$location&digest=$sha512"
}
type=application/vnd.oci.image.manifest.v1+json
printf '{"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"application/vnd.example.settings+json","digest":"%s","size":%d},"layers":[]}' \
  $type "$sha512" "$(stat -c %s "$work/config.json")" >"$work/manifest.json"
put_manifest() { code -X PUT -H "Content-Type: $type" --data-binary "@$work/manifest.json" "$blobs/$1/manifests/1"; }

expect 'push by sha512, HEAD by sha512, manifest' '201 200 201' \
  "$(push_blob dev/settings) $(code -I "$blobs/dev/settings/blobs/$sha512") $(put_manifest dev/settings)"
expect 'mount by sha512 into another repository' 201 \
  "$(code -X POST "$blobs/prod/settings/blobs/uploads/?mount=$sha512&from=dev/settings")"
expect 'HEAD by sha512 and by sha256, manifest' '404 404 400' \
  "$(code -I "$blobs/prod/settings/blobs/$sha512") $(code -I "$blobs/prod/settings/blobs/$sha256") $(put_manifest prod/settings)"
expect 'push by sha512, HEAD by sha512, manifest' '201 200 201' \
  "$(push_blob prod/settings) $(code -I "$blobs/prod/settings/blobs/$sha512") $(put_manifest prod/settings)"

status=0
oras cp --from-plain-http --to-plain-http "$registry/dev/settings:1" "$registry/stage/settings:1" >"$work/log" 2>&1 || status=$?
expect 'oras cp within the registry' '1 manifest blob unknown: blob unknown to registry' \
  "$status $(sed -n "s/^Error from destination registry.*\"$registry[^\"]*\": \(.*\): sha512:.*/\1/p" "$work/log")"
