#!/usr/bin/env bash
# An image with a sha512 digest can be pushed and pulled, and none of skopeo, crane and oras can copy it.
#
# docker-registry 2.8.3, skopeo 1.22.0, crane 0.20.7, oras 1.3.3; OCI image specification 1.1.1 (descriptor.md registers sha512).
#
# docker-registry takes a layer under its sha512 digest, takes a manifest that refers to it, and serves both. Each of the three
# copiers reads the manifest and then gives up in its own way: skopeo computes sha256 only and calls it an internal error, crane
# does not know the algorithm, and oras takes offence at the header Docker-Content-Digest, in which the registry names the
# same bytes by sha256.
#
# Expected: oras, which is made for any artifact, copies it; the registry either refuses sha512 or speaks of it consistently.
# Matters to: whoever plans to move to sha512, and clients that compare Docker-Content-Digest with what they asked for.
# shellcheck source=findings/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

debian sid skopeo=1.22.0+ds1-1 crane=0.20.7+ds1-5 oras=1.3.3-1 docker-registry=2.8.3+ds1-3
start_registry
push_image dev/plain:1

# the layer of the plain image, under its other digest
layer=$(crane manifest --insecure "$registry/dev/plain:1" | jq -r '.layers[0].digest')
crane blob --insecure "$registry/dev/plain@$layer" >"$work/layer.tgz"
crane config --insecure "$registry/dev/plain:1" >"$work/config.json"
sha512=sha512:$(sha512sum "$work/layer.tgz" | cut -d ' ' -f 1)
config=sha256:$(sha256sum "$work/config.json" | cut -d ' ' -f 1)

push_blob() {
  local location
  location=$(curl -sS -D - -o /dev/null -X POST "http://$registry/v2/dev/app/blobs/uploads/" | tr -d '\r' |
    sed -n 's/^Location: //p')
  curl -sS -o /dev/null -w '%{http_code}' -X PUT -H 'Content-Type: application/octet-stream' --data-binary "@$1" \
    "$location&digest=$2"
}
push_blob "$work/config.json" "$config" >/dev/null
expect 'pushing the layer by sha512' 201 "$(push_blob "$work/layer.tgz" "$sha512")"

oci=application/vnd.oci.image
printf '{"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"%s","digest":"%s","size":%d},"layers":[{"mediaType":"%s","digest":"%s","size":%d}]}' \
  $oci.manifest.v1+json $oci.config.v1+json "$config" "$(stat -c %s "$work/config.json")" \
  $oci.layer.v1.tar+gzip "$sha512" "$(stat -c %s "$work/layer.tgz")" >"$work/manifest.json"
expect 'pushing a manifest with it' 201 "$(curl -sS -o /dev/null -w '%{http_code}' -X PUT \
  -H "Content-Type: $oci.manifest.v1+json" --data-binary "@$work/manifest.json" "http://$registry/v2/dev/app/manifests/1")"
expect 'the layer, pulled by sha512' "200 $sha512" "$(curl -sS -o "$work/pulled" -w '%{http_code}' \
  "http://$registry/v2/dev/app/blobs/$sha512") sha512:$(sha512sum "$work/pulled" | cut -d ' ' -f 1)"

# says how a copy ended, with placeholders for digests and hosts
outcome() {
  if "$@" >"$work/log" 2>&1; then
    echo 'copied'
  else
    grep -E '^Error|level=fatal' "$work/log" | head -n 1 |
      sed -E 's/sha(256|512):[0-9a-f]+/SHA\1/g; s/127[0-9.]+:[0-9]+/HOST/g; s/.*level=fatal msg=//; s/\\"/"/g'
  fi
}
mkdir "$work/copies"
expect 'skopeo' \
  '"Internal error writing blob SHA512, blob with digest SHA512 saved with digest SHA256"' \
  "$(outcome skopeo copy --quiet --insecure-policy --src-tls-verify=false "docker://$registry/dev/app:1" "oci:$work/copies/skopeo:1")"
expect 'crane' 'Error: unsupported hash: "sha512"' \
  "$(outcome crane copy --insecure "$registry/dev/app:1" "$registry/prod/app:1")"
expect 'oras' \
  'Error from source registry for "HOST/dev/app:1": GET "http://HOST/v2/dev/app/blobs/SHA512": invalid response; digest mismatch in Docker-Content-Digest: received "SHA256" when expecting "SHA512"' \
  "$(outcome oras cp --from-plain-http --to-oci-layout "$registry/dev/app:1" "$work/copies/oras:1")"
