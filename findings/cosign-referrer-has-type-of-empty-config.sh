#!/usr/bin/env bash
# In the index of referrers that cosign writes, a signature has the type of its empty config: who asks for bundles finds none.
#
# cosign 3.1.1, @sigstore/oci 0.7.2, oras 1.3.3, docker-registry 2.8.3 (or any registry without the referrers API).
#
# The manifest of a signature says `artifactType: application/vnd.dev.sigstore.bundle.v0.3+json`. The OCI distribution
# specification wants that value in the descriptor of the fallback index, with all annotations of the manifest. cosign writes
# `application/vnd.oci.empty.v1+json` there, which is the media type of the config, and no annotations. So
# `oras discover --artifact-type` finds nothing, where the same bundle attached by @sigstore/oci (which actions/attest uses) is
# found. cosign itself does not notice, because it reads every manifest of the list.
#
# Expected: two implementations by the same project describe the same kind of artifact alike.
# Matters to: whoever looks for signatures by type without opening every manifest.
# shellcheck source=findings/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

debian sid cosign=3.1.1-2 oras=1.3.3-1 crane=0.20.7+ds1-5 docker-registry=2.8.3+ds1-3
npm_packages @sigstore/oci@0.7.2
command -v htpasswd >/dev/null || untried 'it needs htpasswd (apache2-utils)'

# @sigstore/oci pushes only where it is asked to log in
htpasswd -Bbn user pass >"$work/htpasswd"
start_registry "auth: { htpasswd: { realm: registry, path: $work/htpasswd } }"
registry="localhost:${registry#*:}" # plain http for every client
for tool in 'crane auth login --insecure' 'oras login --plain-http' 'cosign login'; do
  $tool "$registry" -u user -p pass >/dev/null 2>&1
done
push_image cosign/app:1
push_image sigstore/app:1
digest=$(crane digest --insecure "$registry/cosign/app:1")

export COSIGN_PASSWORD=
(cd "$work" && cosign generate-key-pair >/dev/null 2>&1)
cosign sign --key "$work/cosign.key" --use-signing-config=false --tlog-upload=false --allow-insecure-registry --yes \
  "$registry/cosign/app@$digest" >/dev/null 2>&1

bundle=application/vnd.dev.sigstore.bundle.v0.3+json
cat >"$work/attach.cjs" <<'JS'
const { attachArtifactToImage } = require('@sigstore/oci');
const [imageName, imageDigest, mediaType] = process.argv.slice(2);
attachArtifactToImage({
  credentials: { headers: {}, username: 'user', password: 'pass' },
  imageName,
  imageDigest,
  mediaType,
  artifact: Buffer.from('{}'),
  annotations: { 'dev.sigstore.bundle.content': 'dsse-envelope' },
});
JS
(cd "$work" && node attach.cjs "$registry/sigstore/app" "$digest" $bundle)

entries() { crane manifest --insecure "$registry/$1:sha256-${digest#sha256:}" |
  jq -r '.manifests[] | "\(.artifactType), annotations: \(.annotations // {} | keys - ["org.opencontainers.image.created"])"'; }
manifest_type() { crane manifest --insecure "$registry/$1@$(crane manifest --insecure \
  "$registry/$1:sha256-${digest#sha256:}" | jq -r '.manifests[0].digest')" | jq -r .artifactType; }
found() { oras discover --plain-http --format json --artifact-type $bundle "$registry/$1:1" 2>/dev/null |
  jq '.referrers | length'; }

expect 'artifactType of the manifest, by cosign and by @sigstore/oci' "$bundle
$bundle" "$(manifest_type cosign/app)
$(manifest_type sigstore/app)"
expect 'its entry in the index, by cosign' 'application/vnd.oci.empty.v1+json, annotations: []' "$(entries cosign/app)"
expect 'its entry in the index, by @sigstore/oci' "$bundle, annotations: [\"dev.sigstore.bundle.content\"]" \
  "$(entries sigstore/app)"
expect "what oras discover --artifact-type $bundle finds, by cosign and by @sigstore/oci" '0
1' "$(found cosign/app)
$(found sigstore/app)"
