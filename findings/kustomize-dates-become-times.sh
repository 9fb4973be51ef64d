#!/usr/bin/env bash
# kustomize turns a date into a time: `kubectl apply -k` and `kubectl apply -f` send different values from one file.
#
# kustomize 5.8.1, also as part of kubectl 1.36.4 (`kubectl kustomize`, `kubectl apply -k`).
#
# `value: 2026-11-30` of an environment variable, without quotes, is a string for kubectl. kustomize makes it
# "2026-11-30T00:00:00Z", and `2026-1-3`, which could be a version, becomes "2026-01-03T00:00:00Z". In annotations it leaves both
# as they are. The result is a string, so the cluster takes it without complaint. With `yes` it is the other way round: kubectl
# reads a boolean, which the cluster refuses in a string, and kustomize leaves "yes".
#
# Expected: a kustomization without any change in it prints the values that kubectl reads.
# Matters to: versions and release dates that look like dates, in manifests that are applied now with and now without kustomize.
# shellcheck source=findings/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

debian sid kustomize=5.8.1+ds-1 kubectl=1.36.4+ds-1
mkdir "$work/app"
echo 'resources: [deployment.yaml]' >"$work/app/kustomization.yaml"
cat >"$work/app/deployment.yaml" <<'YAML'
apiVersion: apps/v1
kind: Deployment
metadata: { name: app, annotations: { released: 2026-11-30 } }
spec:
  template:
    spec:
      containers:
        - name: app
          image: app
          env:
            - { name: RELEASED, value: 2026-11-30 }
            - { name: VERSION, value: 2026-1-3 }
            - { name: ENABLED, value: yes }
YAML

# prints the values as JSON, so that strings can be told from everything else
values() { jq -c '[.metadata.annotations.released, .spec.template.spec.containers[0].env[].value]'; }
# kubectl reads a file without a cluster only for commands that change it: this one adds a label
as_kubectl_reads() { kubectl label --local -f "$1" read=yes -o json; }

expect 'as kubectl reads the file' '["2026-11-30","2026-11-30","2026-1-3",true]' \
  "$(as_kubectl_reads "$work/app/deployment.yaml" | values)"
kustomize build "$work/app" >"$work/built.yaml"
expect 'after kustomize build' '["2026-11-30","2026-11-30T00:00:00Z","2026-01-03T00:00:00Z","yes"]' \
  "$(as_kubectl_reads "$work/built.yaml" | values)"
kubectl kustomize "$work/app" >"$work/built.yaml"
expect 'after kubectl kustomize' '["2026-11-30","2026-11-30T00:00:00Z","2026-01-03T00:00:00Z","yes"]' \
  "$(as_kubectl_reads "$work/built.yaml" | values)"
