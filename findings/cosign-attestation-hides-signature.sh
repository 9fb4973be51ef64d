#!/usr/bin/env bash
# An attestation by anybody hides an image's older signature from cosign.
#
# cosign 3.1.1, docker-registry 2.8.3, skopeo 1.22.0 (which writes the `.sig` tags that cosign 2, podman and the policies of
# OpenShift use).
#
# An image has a valid signature under its `.sig` tag, and `cosign verify --key` accepts it. Then a build system attaches a
# provenance attestation that it signs with a key of its own, as build systems do. From then on `cosign verify` with the same key
# fails, although the signature is still there and still valid: once it finds a bundle among the referrers of the image, it
# looks at bundles only. `--new-bundle-format=false` finds the signature again.
#
# Expected: both are looked at, and one that matches is enough.
# Matters to: anybody who signs with skopeo, podman or cosign 2 and adds attestations, and to tools that carry attestations to a
# place where only the signature was.
# shellcheck source=findings/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

debian sid cosign=3.1.1-2 skopeo=1.22.0+ds1-1 crane=0.20.7+ds1-5 docker-registry=2.8.3+ds1-3
start_registry
push_image dev/app:1
image="$registry/dev/app@$(crane digest --insecure "$registry/dev/app:1")"

export COSIGN_PASSWORD=
for owner in release build; do (cd "$work" && cosign generate-key-pair --output-key-prefix $owner >/dev/null 2>&1); done

# the signature, as skopeo writes it
printf 'docker:\n  %s:\n    use-sigstore-attachments: true\n' "$registry" >"$work/registry.yaml"
mkdir "$work/registries.d" && mv "$work/registry.yaml" "$work/registries.d/"
echo '{"default":[{"type":"insecureAcceptAnything"}]}' >"$work/policy.json"
: >"$work/passphrase"
skopeo --policy "$work/policy.json" --registries.d "$work/registries.d" copy --quiet --src-tls-verify=false \
  --dest-tls-verify=false --sign-by-sigstore-private-key "$work/release.key" --sign-passphrase-file "$work/passphrase" \
  "docker://$image" "docker://$registry/dev/app:1"

verify() {
  if cosign verify --key "$work/release.pub" --insecure-ignore-tlog --allow-insecure-registry "$@" "$image" \
    >/dev/null 2>"$work/verify.log"; then
    echo 'verified'
  else
    grep '^Error' "$work/verify.log"
  fi
}

expect 'the signature alone' 'verified' "$(verify)"

echo '{"builder":"ci"}' >"$work/predicate.json"
cosign attest --key "$work/build.key" --predicate "$work/predicate.json" --type https://example.com/build/v1 \
  --use-signing-config=false --tlog-upload=false --allow-insecure-registry --yes "$image" >/dev/null 2>&1

expect 'the same signature beside an attestation by another key' \
  'Error: no matching attestations: failed to verify signature: could not verify envelope: accepted signatures do not match threshold, Found: 0, Expected 1' \
  "$(verify)"
expect 'the same, told to look at signatures of the older form' 'verified' "$(verify --new-bundle-format=false)"
