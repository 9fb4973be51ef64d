import type { ErrorCode } from '../../src/core/text/errors.ts';

/** Markdown: the usual causes of an error, and what to do about it. */
export interface ErrorAdvice {
  readonly causes: readonly string[];
  readonly fixes: readonly string[];
}

export const ERROR_ADVICE: Readonly<Record<ErrorCode, ErrorAdvice>> = {
  INPUT_INVALID: {
    causes: [
      'An input is missing, mistyped or contradicts another one. All problems are listed, not only the first.',
      'A secret is empty because it is not defined for this job: secrets do not reach pull requests of forks, protected variables do not reach other branches.',
    ],
    fixes: ['Every problem names the input and what to write. [inputs.md](inputs.md) lists all inputs.'],
  },
  POLICY_INVALID: {
    causes: [
      'The file or ConfigMap that `policy` names does not exist, is not YAML, or has a rule or field that does not exist.',
      'Rules contradict each other, a key is of the wrong kind, or a signer is named that the policy does not have.',
    ],
    fixes: [
      'Every problem names the rule and what to write. [policy.md](policy.md) lists all rules and fields.',
    ],
  },
  LOGIN_FAILED: {
    causes: [
      'User name or password is wrong, or the cluster has no identity provider that takes passwords.',
      'A registry refused its credentials. Many registries answer the same for a repository that does not exist.',
    ],
    fixes: [
      'Use the token of a service account: `oc create token promoter -n PROJECT --duration=1h`.',
      'For another registry, check `source-registry-username` and `source-registry-password` (or those of the destination).',
    ],
  },
  TOKEN_EXPIRED: {
    causes: [
      'The token is over: tokens of `oc login` live 24 hours, those of `oc create token` one hour unless asked otherwise.',
      'The token was revoked, or belongs to the other cluster: source and destination were mixed up.',
    ],
    fixes: [
      'Make a new one: `oc create token promoter -n PROJECT --duration=1h`, or `oc whoami -t` after `oc login`.',
      'Check it where it is meant for: `oc whoami --token=TOKEN --server=SERVER`.',
    ],
  },
  ACCESS_DENIED: {
    causes: [
      'The account is known but has no right to what the promotion needs. The message names the right and the project.',
      'The roles `system:image-puller` and `system:image-pusher` allow pulling and pushing, but not looking at image streams.',
      'The token is limited to a scope.',
    ],
    fixes: [
      'Source: `oc policy add-role-to-user registry-viewer -z promoter -n dev`.',
      'Destination: `oc policy add-role-to-user registry-editor -z promoter -n prod`, and for a rollout `edit` instead.',
      'An account of another project is written `system:serviceaccount:PROJECT:NAME` instead of `-z NAME`.',
    ],
  },
  CHECK_FAILED: {
    causes: [
      'Before anything was changed, several things were found that would stop the promotion. Each is listed.',
    ],
    fixes: ['Each of them has its own code and its own fix; nothing has to be undone.'],
  },
  NOT_OPENSHIFT: {
    causes: [
      'The server answers, but not as the API of OpenShift: it is the web console, a router, or a plain Kubernetes.',
    ],
    fixes: ['Set the server to what `oc whoami --show-server` prints, usually `https://api.CLUSTER:6443`.'],
  },
  NOT_A_REGISTRY: {
    causes: ['The host does not serve `/v2/`: it is a web page, a proxy, or the API server.'],
    fixes: [
      'Check the host: `curl -v https://HOST/v2/`. For OpenShift, `oc registry info --public` prints it.',
    ],
  },
  REGISTRY_NOT_EXPOSED: {
    causes: [
      'The registry of the cluster has no public host. That is how OpenShift is installed.',
      'The registry is switched off (`managementState: Removed`).',
    ],
    fixes: [
      'An administrator exposes it: `oc patch configs.imageregistry.operator.openshift.io/cluster --type merge -p \'{"spec":{"defaultRoute":true}}\'`.',
      'A route made by hand is not found by itself: name its host with `source-registry` or `destination-registry`.',
    ],
  },
  PROJECT_NOT_FOUND: {
    causes: [
      'The project does not exist, or the account may not see it. OpenShift answers the same to both.',
    ],
    fixes: [
      'Create it: `oc new-project prod`. If it exists: `oc policy add-role-to-user view -z promoter -n prod`.',
    ],
  },
  IMAGE_NOT_FOUND: {
    causes: [
      'The tag does not exist, or was never imported.',
      'The digest was pruned, or is one platform of an image index that was never tagged by itself.',
    ],
    fixes: [
      'Look at what there is: `oc get imagestreamtags -n PROJECT`.',
      'Push or import the image again, or promote the index instead of one of its platforms.',
    ],
  },
  CLIENT_NOT_FOUND: {
    causes: [
      'With `install-oc`: the cluster has no web console, whose download server offers `oc`, or offers none for this machine.',
      'The archive of `oc-url` is gone, or holds no `oc` at its top.',
    ],
    fixes: ['Set `oc-url` and `oc-sha256` to an archive with `oc` that the runner can reach.'],
  },
  WORKLOAD_NOT_FOUND: {
    causes: ['The workload is of another kind, has another name, or is in another project.'],
    fixes: [
      'Look: `oc get deployments,deploymentconfigs -n PROJECT`. Write `deployment/name` or `dc/name`, with `project/` in front when needed.',
    ],
  },
  DIGEST_MISMATCH: {
    causes: [
      'Bytes were damaged in the storage of the registry or on the way. Nothing of them was stored at the destination.',
      'A proxy rewrites what passes through it.',
    ],
    fixes: [
      'Run it again. When it repeats, push the image to the source anew, and go past the proxy (`NO_PROXY`).',
    ],
  },
  MANIFEST_INVALID: {
    causes: ['The manifest is not what its media type says, or contradicts itself.'],
    fixes: ['Build and push the image again with a current tool.'],
  },
  MANIFEST_UNSUPPORTED: {
    causes: [
      'The image is of Docker schema 1, which has no stable digest.',
      'The destination cannot store it: an index whose entries have no platform, or a media type it does not know.',
    ],
    fixes: [
      'Push the image again with a current tool, which writes OCI or Docker schema 2.',
      'Promote the image of one platform by its digest.',
    ],
  },
  PROTOCOL_VIOLATION: {
    causes: [
      'A server answered what its protocol does not allow, often because something in between answered for it.',
    ],
    fixes: [
      'Run it again. When it repeats, set `log-level: debug` and look at the server and the proxies in between.',
    ],
  },
  UNSAFE_REDIRECT: {
    causes: [
      'A server sent us to an address that must not be followed: without TLS, or inside a private network that is not its own.',
    ],
    fixes: ['Have the external URL of the registry corrected, or redirects to its storage switched off.'],
  },
  CONNECTION_FAILED: {
    causes: [
      'The name is unknown, nobody listens, a firewall is in between, or the connection broke again and again.',
    ],
    fixes: [
      'Try from the machine that runs the job: `curl -v https://HOST/`. Clusters are often reachable from runners of their own network only.',
      'Set the proxy: `source-proxy`, `destination-proxy`, or `HTTPS_PROXY` and `NO_PROXY`.',
    ],
  },
  TLS_FAILED: {
    causes: [
      'The certificate was issued by an authority that this machine does not know. API server, OAuth server and registry often have different ones.',
      'The certificate is over, is not made for this name, or the clock of this machine is wrong.',
    ],
    fixes: [
      'Give the authority: `source-ca` or `destination-ca`. `openssl s_client -showcerts -connect HOST:443 </dev/null` shows who issued it.',
      '`insecure-skip-tls-verify` is no fix: whoever sits on the way then gets the token.',
    ],
  },
  PROXY_FAILED: {
    causes: ['The proxy is not there, wants a login, or does not let us through to this host.'],
    fixes: [
      'Check `source-proxy` or `destination-proxy`, `HTTPS_PROXY` and `NO_PROXY`; a login goes into the URL: `http://USER:PASSWORD@HOST:PORT`.',
    ],
  },
  RATE_LIMITED: {
    causes: ['The server counts requests and asks to wait longer than the request may take.'],
    fixes: ['Wait, lower `concurrency`, or log in: anonymous pulls have the lowest limits.'],
  },
  SERVER_UNAVAILABLE: {
    causes: ['The server kept answering 5xx after all retries: it is being updated, overloaded or broken.'],
    fixes: ['Try again later. What was moved already is found again and not moved twice.'],
  },
  TIMED_OUT: {
    causes: ['A connection was silent for longer than `request-timeout`.'],
    fixes: [
      'Raise `request-timeout`. The router of OpenShift has a limit of its own: `oc annotate route default-route -n openshift-image-registry haproxy.router.openshift.io/timeout=10m`.',
    ],
  },
  BUILD_FAILED: {
    causes: [
      'With `strategy: build`: the Build could not pull the source, could not push, or ended badly. Its log is in the log of the job.',
    ],
    fixes: [
      'The message has the reason the cluster gave. The Build is removed; to look at one that stays, start it by hand.',
      'Where the source can be copied or imported, `strategy: copy` or `import` keep the digest too.',
    ],
  },
  ROLLOUT_FAILED: {
    causes: [
      'Pods of the new revision did not start: the message has what they wait for and the last events.',
      'The deployer of a DeploymentConfig failed.',
    ],
    fixes: [
      'Look: `oc describe deployment/NAME -n PROJECT`, `oc logs deployment/NAME -n PROJECT`.',
      'The way back is the output `previous-digest`.',
    ],
  },
  ROLLOUT_TIMED_OUT: {
    causes: ['The new revision was not complete before `timeout`.'],
    fixes: [
      'Look at what it waits for: `oc rollout status deployment/NAME -n PROJECT`. Raise `timeout` for slow starts.',
    ],
  },
  ROLLOUT_PAUSED: {
    causes: ['The workload is paused: it would not roll out whatever happens to its image.'],
    fixes: ['Resume it: `oc rollout resume deployment/NAME -n PROJECT`.'],
  },
  VERIFICATION_FAILED: {
    causes: [
      'The rollout is complete, but a pod runs another image: the workload uses another tag, or something else sets its image.',
    ],
    fixes: [
      'Look at the image: `oc get deployment/NAME -n PROJECT -o yaml`. It must use the destination tag.',
    ],
  },
  WEBHOOK_FAILED: {
    causes: [
      'The secret is wrong, or the BuildConfig has no generic trigger: the cluster answers 401 to both.',
      'Clusters installed as 4.16 or later let only accounts with `system:webhook` call (403).',
      'The receiver does not like the call.',
    ],
    fixes: [
      'Compare `webhook-secret` with the Secret that the trigger names: `oc get buildconfig NAME -n PROJECT -o yaml`.',
      'Grant the right: `oc policy add-role-to-user system:webhook -z ACCOUNT -n PROJECT`.',
      'Run the promotion again: what is promoted stays as it is, and the webhook is called again.',
    ],
  },
  OUTPUT_FAILED: {
    causes: [
      'The file that the runner names in `GITHUB_OUTPUT` is gone or cannot be written: a full disk, a container without its volume.',
    ],
    fixes: [
      'Look at the disk and the volumes of the runner. The digest is in the log, the summary and the record.',
      'Run the promotion again: what is promoted stays as it is, and the outputs are written again.',
    ],
  },
  TAG_EXISTS: {
    causes: [
      'The destination tag is another image, and `on-existing-tag` is `fail`; or the registry does not let tags move.',
    ],
    fixes: ['Choose another tag, or set `on-existing-tag` to `move` or `skip`.'],
  },
  TAG_CONFLICT: {
    causes: [
      'Somebody else moved the destination tag during the promotion.',
      'The tag follows another image (`oc tag --scheduled`, or an alias) that overwrites it.',
    ],
    fixes: [
      'Look at its history: `oc describe imagestream NAME -n PROJECT`. Let one pipeline at a time promote to a tag.',
    ],
  },
  APPLY_CONFLICT: {
    causes: [
      'A manifest sets a field to another value than the tool or person that manages it: `oc apply`, `oc set`, an autoscaler, GitOps.',
      'Until now the object was applied by another tool, which therefore owns all of its fields.',
    ],
    fixes: [
      'Leave the field out of the manifest when something else shall decide about it (`spec.replicas` with an autoscaler).',
      'Take it over: set `force-conflicts` to true, once when moving from another tool.',
    ],
  },
  DIGEST_UNEXPECTED: {
    causes: [
      'The source tag was moved since the digest was written down: it is not the image that was tested.',
    ],
    fixes: ['Promote by digest (`project/stream@sha256:…`), or test what the tag points to now.'],
  },
  QUOTA_EXCEEDED: {
    causes: [
      'A ResourceQuota or LimitRange of the project does not allow another image, tag or layer of this size.',
    ],
    fixes: [
      'Look: `oc describe quota,limitrange -n PROJECT`. Delete tags that are not needed, or ask for more.',
    ],
  },
  COMMAND_FAILED: {
    causes: [
      'The command ended with another code than 0, so the promotion stopped there. Before the move, nothing has changed.',
      'The command is not there: it runs in the working directory of the job, and a job that checks nothing out has no scripts.',
    ],
    fixes: [
      'Read what the command wrote, in the log group of its gate.',
      'After a rollout, `rollback-on-failure: true` takes everything back when the command fails.',
    ],
  },
  SIGNATURES_REQUIRED: {
    causes: [
      'With `signatures: always`: the destination did not take something that is attached to the image, or the source did not say what is.',
      'The destination has another SBOM under the same tag of cosign. Signatures and attestations of both are joined; two SBOMs cannot be.',
      'The image is signed with a bundle, and the OpenShift of the destination is older than 4.13, which stores no indexes.',
    ],
    fixes: [
      'Look at the message for what was refused, and why. No tag has moved; run it again when the reason is gone.',
      'To promote without it, set `signatures` to `auto`: what cannot be carried is a warning then.',
    ],
  },
  POLICY_REFUSED: {
    causes: [
      'At least one rule of the policy is not satisfied: a signature, attestation or scan is missing, too old, by somebody else, or of another image. Nothing was changed.',
      'Something a rule needs could not be reached, such as the repository of a trusted root: what cannot be looked at does not count.',
    ],
    fixes: [
      'Every failed rule says what was found and what would satisfy it.',
      '`openshift-promote policy check IMAGE --policy=FILE` tells the same for any image, before a promotion.',
    ],
  },
  INTERNAL_ERROR: {
    causes: ['A fault of this program, or something that nobody thought of.'],
    fixes: ['Please report it with the lines of the log, which have been cleared of secrets.'],
  },
  CANCELLED: {
    causes: ['The job was cancelled or ran into the time limit of the runner.'],
    fixes: [
      'Run it again: what was moved already is not moved twice. Tags move only after all content is there.',
    ],
  },
};
