import { REFUSAL_ADVICE, type ErrorAdvice } from './refusal-advice.ts';
import type { ErrorCode } from '../../src/core/text/errors.ts';
import { WORKLOAD_KINDS, workloadRow } from '../../src/core/ports/workload-kinds.ts';

export const ERROR_ADVICE: Readonly<Record<ErrorCode, ErrorAdvice>> = {
  ...REFUSAL_ADVICE,
  INPUT_INVALID: {
    causes: [
      'An input is missing, misspelled or invalid, or conflicts with another input. All problems are listed, not only the first one.',
      'A secret is empty because it is not available to this job: pull requests from forks do not receive secrets, and protected variables are only available on protected branches.',
    ],
    fixes: [
      'Each problem names the input and what to write instead. [inputs.md](inputs.md) lists all inputs.',
    ],
  },
  LOGIN_FAILED: {
    causes: [
      'The user name or password is wrong, or the cluster has no identity provider that accepts passwords.',
      'A registry rejected the credentials. Many registries give the same response for a repository that does not exist.',
    ],
    fixes: [
      'Use a service account token: `oc create token promoter -n PROJECT --duration=1h`.',
      'For other registries, check `source-registry-username` and `source-registry-password` (or `destination-registry-username` and `destination-registry-password`).',
    ],
  },
  TOKEN_EXPIRED: {
    causes: [
      'The token has expired. Tokens from `oc login` are valid for 24 hours by default, tokens from `oc create token` for one hour.',
      'The token was revoked, or belongs to the other cluster: the source and destination tokens may be swapped.',
    ],
    fixes: [
      'Create a new token: `oc create token promoter -n PROJECT --duration=1h`, or `oc whoami -t` after `oc login`.',
      'Test it against the cluster it is meant for: `oc whoami --token=TOKEN --server=SERVER`.',
    ],
  },
  ACCESS_DENIED: {
    causes: [
      'The account lacks a permission that the promotion needs. The message names the permission and the project.',
      'The account has only the roles `system:image-puller` and `system:image-pusher`, which allow pulling and pushing images but not reading image streams.',
      'The token is restricted to a scope.',
    ],
    fixes: [
      'Source: `oc policy add-role-to-user registry-viewer -z promoter -n dev`.',
      'Destination: `oc policy add-role-to-user registry-editor -z promoter -n prod`. If the promotion also rolls out workloads, grant `edit` instead.',
      'For a service account of another project, write `system:serviceaccount:PROJECT:NAME` instead of `-z NAME`.',
    ],
  },
  CHECK_FAILED: {
    causes: [
      'The checks before the first change found several problems that would stop the promotion. Each of them is listed.',
    ],
    fixes: ['Each problem has its own error code and fix. Nothing has changed, so nothing has to be undone.'],
  },
  NOT_OPENSHIFT: {
    causes: [
      'The address belongs to something else than an OpenShift API server, such as the web console, a router, or a Kubernetes cluster without OpenShift.',
    ],
    fixes: [
      'Set the server to the address that `oc whoami --show-server` prints, usually `https://api.CLUSTER:6443`.',
    ],
  },
  NOT_A_REGISTRY: {
    causes: [
      'The host does not serve the registry API (`/v2/`). It may be a website, a proxy, or the API server of the cluster.',
    ],
    fixes: [
      'Check the host: `curl -v https://HOST/v2/`. For the registry of an OpenShift cluster, `oc registry info --public` prints it.',
    ],
  },
  REGISTRY_NOT_EXPOSED: {
    causes: [
      'The registry of the cluster has no public host. This is the default after installing OpenShift.',
      'The registry is not installed (`managementState: Removed`).',
    ],
    fixes: [
      'Ask a cluster administrator to expose it: `oc patch configs.imageregistry.operator.openshift.io/cluster --type merge -p \'{"spec":{"defaultRoute":true}}\'`.',
      'A route that was created by hand is not detected: set its host in `source-registry` or `destination-registry`.',
    ],
  },
  PROJECT_NOT_FOUND: {
    causes: [
      'The project does not exist, or the account is not allowed to see it. OpenShift gives the same response in both cases.',
    ],
    fixes: [
      'Create the project: `oc new-project prod`. If it exists, let the account see it: `oc policy add-role-to-user view -z promoter -n prod`.',
    ],
  },
  IMAGE_NOT_FOUND: {
    causes: [
      'The tag does not exist, or its image was never imported.',
      'The digest was pruned, or belongs to one platform of an image index and was never tagged itself.',
    ],
    fixes: [
      'List the existing tags: `oc get imagestreamtags -n PROJECT`.',
      'Push or import the image again, or promote the image index instead of one of its platforms.',
    ],
  },
  CLIENT_NOT_FOUND: {
    causes: [
      'With `install-oc`: the cluster has no web console, which provides the `oc` downloads, or offers no `oc` for the operating system and architecture of the runner.',
      'The archive at `oc-url` no longer exists, or has no `oc` at its top level.',
    ],
    fixes: ['Set `oc-url` and `oc-sha256` to an archive with `oc` that the runner can download.'],
  },
  WORKLOAD_NOT_FOUND: {
    causes: ['The workload has another kind or name, or is in another project.'],
    fixes: [
      `List the workloads: \`oc get ${WORKLOAD_KINDS.map((kind) => workloadRow(kind).resource).join(',')} -n PROJECT\`. Write \`deployment/name\` or \`dc/name\`, with \`project/\` in front if it is in another project.`,
    ],
  },
  DIGEST_MISMATCH: {
    causes: [
      'Content was damaged in the storage of the registry or in transit. None of it was stored at the destination.',
      'A proxy modifies the content that passes through it.',
    ],
    fixes: [
      'Run the promotion again. If the error persists, push the image to the source again, or bypass the proxy (`NO_PROXY`).',
    ],
  },
  MANIFEST_INVALID: {
    causes: ['The manifest does not match its media type, or is inconsistent.'],
    fixes: ['Build and push the image again with a current tool.'],
  },
  MANIFEST_UNSUPPORTED: {
    causes: [
      'The image uses Docker schema 1, which has no stable digest.',
      'The destination cannot store the manifest: an index with entries that have no platform, or a media type that it does not support.',
    ],
    fixes: [
      'Push the image again with a current tool, which writes OCI or Docker schema 2 manifests.',
      'Promote the image of a single platform by its digest.',
    ],
  },
  PROTOCOL_VIOLATION: {
    causes: [
      'A server sent a response that its protocol does not allow. Often a proxy or load balancer in between sent it instead.',
    ],
    fixes: [
      'Run the promotion again. If the error persists, set `log-level: debug` and check the server and any proxies in between.',
    ],
  },
  UNSAFE_REDIRECT: {
    causes: [
      'A server redirected to an address that is not safe to follow: one without TLS, or one in a private network that the server does not belong to.',
    ],
    fixes: [
      'Ask the operator of the registry to correct its external URL, or to disable redirects to its storage.',
    ],
  },
  CONNECTION_FAILED: {
    causes: [
      'The host name cannot be resolved, the host refuses the connection, a firewall blocks it, or the connection was lost repeatedly.',
    ],
    fixes: [
      'Test the connection from the machine that runs the job: `curl -v https://HOST/`. Many clusters can only be reached by runners in their own network.',
      'Set a proxy: `source-proxy`, `destination-proxy`, or `HTTPS_PROXY` and `NO_PROXY`.',
    ],
  },
  TLS_FAILED: {
    causes: [
      'The certificate was issued by an authority that this machine does not trust. API server, OAuth server and registry often use different authorities.',
      'The certificate has expired or is not valid for this host name, or the clock of this machine is wrong.',
    ],
    fixes: [
      'Provide the certificate authority with `source-ca` or `destination-ca`. `openssl s_client -showcerts -connect HOST:443 </dev/null` shows the issuer.',
      '`insecure-skip-tls-verify` is not a fix: anyone who can intercept the connection can then steal the token.',
    ],
  },
  PROXY_FAILED: {
    causes: ['The proxy cannot be reached, requires authentication, or refuses connections to this host.'],
    fixes: [
      'Check `source-proxy` or `destination-proxy`, `HTTPS_PROXY` and `NO_PROXY`. Credentials for the proxy are part of its URL: `http://USER:PASSWORD@HOST:PORT`.',
    ],
  },
  RATE_LIMITED: {
    causes: ['The server limits the number of requests and asked to wait longer than a request may take.'],
    fixes: ['Wait, lower `concurrency`, or log in: anonymous pulls have the lowest limits.'],
  },
  SERVER_UNAVAILABLE: {
    causes: [
      'The server still answered with status 5xx after all retries. It may be overloaded, broken, or in the middle of an update.',
    ],
    fixes: ['Try again later. Content that was already copied is not copied again.'],
  },
  TIMED_OUT: {
    causes: ['A connection was silent, or carried next to nothing, for longer than `request-timeout`.'],
    fixes: [
      'Increase `request-timeout`. The OpenShift router has its own limit: `oc annotate route default-route -n openshift-image-registry haproxy.router.openshift.io/timeout=10m`.',
    ],
  },
  BUILD_FAILED: {
    causes: [
      'With `strategy: build`: the Build could not pull the source image, could not push the new one, or failed. The log of the job contains its log.',
    ],
    fixes: [
      'The message contains the reason given by the cluster. The failed Build is deleted; to keep one for inspection, start it by hand.',
      'If the source can be copied or imported, `strategy: copy` or `strategy: import` avoid the build and keep the digest.',
    ],
  },
  ROLLOUT_FAILED: {
    causes: [
      'Pods of the new revision did not start. The message contains what they are waiting for and the latest events.',
      'The deployer pod of a DeploymentConfig failed.',
    ],
    fixes: [
      'Inspect the workload: `oc describe deployment/NAME -n PROJECT`, `oc logs deployment/NAME -n PROJECT`.',
      'To roll back, use the digest in the output `previous-digest`.',
    ],
  },
  ROLLOUT_TIMED_OUT: {
    causes: [
      'The new revision was not complete before `timeout`.',
      'With `gitops`: Argo CD or Flux did not bring the image in time. The message quotes its state.',
    ],
    fixes: [
      'With `gitops`: run the command of the hint, and compare the commit with the repository, branch and path that Argo CD or Flux deploys from. See docs/recipes/gitops.md.',
      'See what it is waiting for: `oc rollout status deployment/NAME -n PROJECT`. For workloads that start slowly, increase `timeout`.',
    ],
  },
  ROLLOUT_PAUSED: {
    causes: ['The workload is paused, so a new image does not cause a rollout.'],
    fixes: ['Resume it: `oc rollout resume deployment/NAME -n PROJECT`.'],
  },
  VERIFICATION_FAILED: {
    causes: [
      'The rollout is complete, but a pod runs a different image: the workload refers to another tag, or something else sets its image.',
    ],
    fixes: [
      'Check the image of the workload: `oc get deployment/NAME -n PROJECT -o yaml`. It must refer to the destination tag.',
    ],
  },
  WEBHOOK_FAILED: {
    causes: [
      'The secret is wrong, or the BuildConfig has no generic webhook trigger. The cluster answers with status 401 in both cases.',
      'The account lacks the role `system:webhook`, which clusters installed with version 4.16 or later require (status 403).',
      'The receiver rejected the request.',
    ],
    fixes: [
      'Compare `webhook-secret` with the Secret that the trigger refers to: `oc get buildconfig NAME -n PROJECT -o yaml`.',
      'Grant the role: `oc policy add-role-to-user system:webhook -z ACCOUNT -n PROJECT`.',
      'Run the promotion again: images that are already promoted stay as they are, and the webhook is called again.',
    ],
  },
  ATTEST_FAILED: {
    causes: [
      'The private key cannot be read, or its password is wrong.',
      'The job has no ID token, or Fulcio does not accept it.',
      'Fulcio, Rekor or the timestamp authority cannot be reached or rejected the request.',
      'The destination registry rejected the attestation.',
    ],
    fixes: [
      'If the check reported it, nothing was changed. Otherwise the images were promoted and stay in place, without rollback: run the promotion again, which then only attests them.',
      'To promote without an attestation in such cases, set `attest-on-failure: warn`.',
    ],
  },
  ATTESTATION_MISSING: {
    causes: [
      'The image was promoted without `attest`, or not by this program.',
      'The tag was moved by something else since it was attested.',
      'The attestations were deleted with tags of the form `sha256-…`.',
    ],
    fixes: [
      'Promote again with `attest`: an image that is in place is attested without being moved.',
      'Find out who moved the tag: `openshift-promote tags PROJECT/STREAM:TAG` lists when, and the audit log of the cluster who.',
    ],
  },
  ATTESTATION_UNVERIFIED: {
    causes: [
      'No `--key` and no `--identity` was given.',
      'A promotion was signed with another key or by another identity, or the attestation is forged.',
    ],
    fixes: [
      'Give all keys that the promotions were signed with, separated by commas: `--key=dev.pub,prod.pub`.',
    ],
  },
  OUTPUT_FAILED: {
    causes: [
      'The file that the runner names in `GITHUB_OUTPUT` no longer exists or cannot be written, for example because the disk is full or a container lacks the volume.',
    ],
    fixes: [
      'Check the disk and the volumes of the runner. The log, the summary and the record contain the digest.',
      'Run the promotion again: images that are already promoted stay as they are, and the outputs are written again.',
    ],
  },
  TAG_EXISTS: {
    causes: [
      'The destination tag points to a different image and `on-existing-tag` is `fail`, or the registry does not allow tags to move.',
    ],
    fixes: ['Choose another tag, or set `on-existing-tag` to `move` or `skip`.'],
  },
  TAG_CONFLICT: {
    causes: [
      'Another pipeline or user changed the destination tag during the promotion.',
      'The tag follows another image (`oc tag --scheduled`, or an alias), which overwrites it.',
    ],
    fixes: [
      'Check the history of the tag: `oc describe imagestream NAME -n PROJECT`. Make sure that only one pipeline at a time promotes to a tag.',
    ],
  },
  LOCKED: {
    causes: [
      'Another run moves tags of the same image streams, and `lock` is `fail`, or the run takes longer than `timeout`.',
      'A run was killed in the middle of a set, and what it noted about its tags was edited since or written by another version of openshift-promote.',
    ],
    fixes: [
      'Run the promotion again when the other run has ended. The error names it.',
      'If the other run has ended for sure, check the tags of the set, then delete the Lease that the error names: `oc delete lease NAME -n PROJECT`.',
    ],
  },
  APPLY_CONFLICT: {
    causes: [
      'A manifest changes the value of a field that another tool or user manages, such as `oc apply`, `oc set`, an autoscaler or GitOps.',
      'The object was previously applied with another tool, which therefore manages all of its fields.',
    ],
    fixes: [
      'If another tool should control the field, remove it from the manifest (such as `spec.replicas` with an autoscaler).',
      'To take over the field, set `force-conflicts` to `true`. When migrating from another tool, one run with it is enough.',
    ],
  },
  DIGEST_UNEXPECTED: {
    causes: [
      'The source tag has moved since the digest was recorded: it no longer points to the image that was tested.',
    ],
    fixes: ['Promote by digest (`project/stream@sha256:…`), or test the image that the tag points to now.'],
  },
  QUOTA_EXCEEDED: {
    causes: [
      'A ResourceQuota or LimitRange of the project does not allow another image or tag, or a layer of this size.',
    ],
    fixes: [
      'Check the limits: `oc describe quota,limitrange -n PROJECT`. Delete unused tags, or ask for a higher quota.',
    ],
  },
  COMMAND_FAILED: {
    causes: [
      'The command returned a non-zero exit code, which stopped the promotion. If it was `before-move`, nothing has changed.',
      'The command was not found. It runs in the working directory of the job, and a job without a checkout step has no scripts there.',
    ],
    fixes: [
      'Read the output of the command, in its group of the log.',
      'With `rollback-on-failure: true`, a failure of `after-rollout` rolls everything back.',
    ],
  },
  GITOPS_FAILED: {
    causes: [
      'A file of `gitops` does not name the image or does not have the key, has it twice, or shares the value by an alias.',
      'The files have changes that are not committed, or git was not found.',
      'The remote refused the push: the checkout has no credentials that may write, or the branch is protected.',
    ],
    fixes: [
      'Correct the line of `gitops`: the path, then the key if the file is not a kustomization or manifest.',
      'Let the checkout keep its credentials, and give the job the permission to write.',
      'Set `gitops-branch` to a branch of its own, and open a merge request from it. See [Argo CD and Flux](recipes/gitops.md).',
    ],
  },
  SIGNATURES_REQUIRED: {
    causes: [
      'With `signatures: always`: the destination rejected something that is attached to the image, or the source did not list what is attached.',
      'The destination has a different SBOM under the same cosign tag. Signatures and attestations of both can be merged; SBOMs cannot.',
      'The image is signed with a Sigstore bundle and the destination is an OpenShift cluster older than 4.13, which cannot store image indexes.',
    ],
    fixes: [
      'The message names what was rejected and why. No tag has moved; fix the cause and run the promotion again.',
      'To promote without it, set `signatures` to `auto`: anything that cannot be copied is then only a warning.',
    ],
  },
  INTERNAL_ERROR: {
    causes: ['A bug in this program, or a situation it does not handle.'],
    fixes: ['Please report it, with the relevant lines of the log. Secrets are already removed from them.'],
  },
  CANCELLED: {
    causes: ['The job was cancelled or exceeded the time limit of the runner.'],
    fixes: [
      'Run it again: content that was already copied is not copied again. Tags move only after all content is at the destination.',
    ],
  },
};
