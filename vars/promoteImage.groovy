// Pipeline step that promotes images between OpenShift clusters. Usage: docs/recipes/jenkins.md.
//
//   def promoted = promoteImage(sourceServer: '…', sourceToken: 'ID of a credential', …)
//   echo promoted['digest']
import groovy.transform.Field

// generated:program
@Field final String PROGRAM = 'npx --yes openshift-promote@0.1.0'
// generated:end

/** Parameters that are inputs, and the environment variables that pass them on. */
@Field final Map INPUTS = [
  // generated:inputs
  sourceServer: 'PROMOTE_SOURCE_SERVER',
  sourceImage: 'PROMOTE_SOURCE_IMAGE',
  sourceUsername: 'PROMOTE_SOURCE_USERNAME',
  sourceKubeconfig: 'PROMOTE_SOURCE_KUBECONFIG',
  sourceContext: 'PROMOTE_SOURCE_CONTEXT',
  sourceTokenDuration: 'PROMOTE_SOURCE_TOKEN_DURATION',
  sourceRegistry: 'PROMOTE_SOURCE_REGISTRY',
  sourceRegistryUsername: 'PROMOTE_SOURCE_REGISTRY_USERNAME',
  sourceAuthFile: 'PROMOTE_SOURCE_AUTH_FILE',
  sourceRealmHosts: 'PROMOTE_SOURCE_REALM_HOSTS',
  sourceClientCertificate: 'PROMOTE_SOURCE_CLIENT_CERTIFICATE',
  sourceCa: 'PROMOTE_SOURCE_CA',
  sourceInsecureSkipTlsVerify: 'PROMOTE_SOURCE_INSECURE_SKIP_TLS_VERIFY',
  sourceProxy: 'PROMOTE_SOURCE_PROXY',
  sourceTokenSecret: 'PROMOTE_SOURCE_TOKEN_SECRET',
  destinationServer: 'PROMOTE_DESTINATION_SERVER',
  destinationImage: 'PROMOTE_DESTINATION_IMAGE',
  destinationUsername: 'PROMOTE_DESTINATION_USERNAME',
  destinationKubeconfig: 'PROMOTE_DESTINATION_KUBECONFIG',
  destinationContext: 'PROMOTE_DESTINATION_CONTEXT',
  destinationTokenDuration: 'PROMOTE_DESTINATION_TOKEN_DURATION',
  destinationRegistry: 'PROMOTE_DESTINATION_REGISTRY',
  destinationRegistryUsername: 'PROMOTE_DESTINATION_REGISTRY_USERNAME',
  destinationAuthFile: 'PROMOTE_DESTINATION_AUTH_FILE',
  destinationRealmHosts: 'PROMOTE_DESTINATION_REALM_HOSTS',
  destinationClientCertificate: 'PROMOTE_DESTINATION_CLIENT_CERTIFICATE',
  destinationCa: 'PROMOTE_DESTINATION_CA',
  destinationInsecureSkipTlsVerify: 'PROMOTE_DESTINATION_INSECURE_SKIP_TLS_VERIFY',
  destinationProxy: 'PROMOTE_DESTINATION_PROXY',
  environments: 'PROMOTE_ENVIRONMENTS',
  from: 'PROMOTE_FROM',
  to: 'PROMOTE_TO',
  app: 'PROMOTE_APP',
  release: 'PROMOTE_RELEASE',
  minimumAge: 'PROMOTE_MINIMUM_AGE',
  freezeOverride: 'PROMOTE_FREEZE_OVERRIDE',
  images: 'PROMOTE_IMAGES',
  imagesFile: 'PROMOTE_IMAGES_FILE',
  destinationTags: 'PROMOTE_DESTINATION_TAGS',
  rollout: 'PROMOTE_ROLLOUT',
  createProject: 'PROMOTE_CREATE_PROJECT',
  projectDisplayName: 'PROMOTE_PROJECT_DISPLAY_NAME',
  grantPull: 'PROMOTE_GRANT_PULL',
  linkPullSecret: 'PROMOTE_LINK_PULL_SECRET',
  template: 'PROMOTE_TEMPLATE',
  templateParameters: 'PROMOTE_TEMPLATE_PARAMETERS',
  manifests: 'PROMOTE_MANIFESTS',
  gitops: 'PROMOTE_GITOPS',
  gitopsBranch: 'PROMOTE_GITOPS_BRANCH',
  gitopsPush: 'PROMOTE_GITOPS_PUSH',
  gitopsMessage: 'PROMOTE_GITOPS_MESSAGE',
  gitopsApplication: 'PROMOTE_GITOPS_APPLICATION',
  forceConflicts: 'PROMOTE_FORCE_CONFLICTS',
  createWorkload: 'PROMOTE_CREATE_WORKLOAD',
  expose: 'PROMOTE_EXPOSE',
  expectedDigest: 'PROMOTE_EXPECTED_DIGEST',
  dryRun: 'PROMOTE_DRY_RUN',
  onExistingTag: 'PROMOTE_ON_EXISTING_TAG',
  backupTag: 'PROMOTE_BACKUP_TAG',
  rollbackOnFailure: 'PROMOTE_ROLLBACK_ON_FAILURE',
  rollback: 'PROMOTE_ROLLBACK',
  signatures: 'PROMOTE_SIGNATURES',
  policy: 'PROMOTE_POLICY',
  policyOverride: 'PROMOTE_POLICY_OVERRIDE',
  nodePolicy: 'PROMOTE_NODE_POLICY',
  attest: 'PROMOTE_ATTEST',
  attestFulcioUrl: 'PROMOTE_ATTEST_FULCIO_URL',
  attestRekorUrl: 'PROMOTE_ATTEST_REKOR_URL',
  attestTsaUrl: 'PROMOTE_ATTEST_TSA_URL',
  attestOnFailure: 'PROMOTE_ATTEST_ON_FAILURE',
  lock: 'PROMOTE_LOCK',
  traces: 'PROMOTE_TRACES',
  webhook: 'PROMOTE_WEBHOOK',
  notifyOn: 'PROMOTE_NOTIFY_ON',
  notifyFormat: 'PROMOTE_NOTIFY_FORMAT',
  beforeMove: 'PROMOTE_BEFORE_MOVE',
  beforeRollout: 'PROMOTE_BEFORE_ROLLOUT',
  afterRollout: 'PROMOTE_AFTER_ROLLOUT',
  timeout: 'PROMOTE_TIMEOUT',
  strategy: 'PROMOTE_STRATEGY',
  importReferencePolicy: 'PROMOTE_IMPORT_REFERENCE_POLICY',
  importScheduled: 'PROMOTE_IMPORT_SCHEDULED',
  importInsecure: 'PROMOTE_IMPORT_INSECURE',
  wait: 'PROMOTE_WAIT',
  verifyPods: 'PROMOTE_VERIFY_PODS',
  concurrency: 'PROMOTE_CONCURRENCY',
  mountFrom: 'PROMOTE_MOUNT_FROM',
  retries: 'PROMOTE_RETRIES',
  requestTimeout: 'PROMOTE_REQUEST_TIMEOUT',
  installOc: 'PROMOTE_INSTALL_OC',
  ocUrl: 'PROMOTE_OC_URL',
  ocSha256: 'PROMOTE_OC_SHA256',
  summary: 'PROMOTE_SUMMARY',
  logLevel: 'PROMOTE_LOG_LEVEL',
  // generated:end
]

/** Parameters that take the ID of a credential of the kind "Secret text". */
@Field final Map TOKENS = [
  // generated:tokens
  sourceToken: 'PROMOTE_SOURCE_TOKEN',
  sourceClientKey: 'PROMOTE_SOURCE_CLIENT_KEY',
  destinationToken: 'PROMOTE_DESTINATION_TOKEN',
  destinationClientKey: 'PROMOTE_DESTINATION_CLIENT_KEY',
  attestKey: 'PROMOTE_ATTEST_KEY',
  attestIdToken: 'PROMOTE_ATTEST_ID_TOKEN',
  webhookSecret: 'PROMOTE_WEBHOOK_SECRET',
  notifyUrl: 'PROMOTE_NOTIFY_URL',
  // generated:end
]

/** Parameters that take the ID of a credential of the kind "Username with password". */
@Field final Map LOGINS = [
  sourceCredentials: 'PROMOTE_SOURCE',
  sourceRegistryCredentials: 'PROMOTE_SOURCE_REGISTRY',
  destinationCredentials: 'PROMOTE_DESTINATION',
  destinationRegistryCredentials: 'PROMOTE_DESTINATION_REGISTRY',
]

/**
 * Runs a promotion in the workspace. If it fails, the build fails.
 * @param given inputs in camel case, and optionally `program`, a command to run instead of npx
 * @return the outputs by name (see docs/inputs.md)
 */
Map call(Map given = [:]) {
  requireKnown(given)
  List variables = ['PROMOTE_RECORD=promotion.html']
  for (entry in INPUTS.entrySet()) {
    def value = given[entry.key]
    if (value != null) variables.add("${entry.value}=${value instanceof List ? value.join('\n') : value}".toString())
  }
  int status = 1
  sh 'rm -f promotion.properties promotion-outputs.json promotion.html promotion.json'
  withEnv(variables) {
    withCredentials(bindingsOf(given)) {
      status = sh(script: "${given.program ?: PROGRAM} promote --host=jenkins", returnStatus: true)
    }
  }
  archiveArtifacts artifacts: 'promotion.html,promotion.json,promotion-outputs.json', allowEmptyArchive: true
  Map outputs = fileExists('promotion.properties') ? parse(readFile('promotion.properties')) : [:]
  if (status != 0) error "the promotion failed: ${outputs['error-code'] ?: "exit code ${status}"}"
  return outputs
}

private void requireKnown(Map given) {
  for (name in given.keySet()) {
    boolean known = name == 'program' || INPUTS.containsKey(name) || TOKENS.containsKey(name) || LOGINS.containsKey(name)
    if (!known) error "promoteImage has no parameter \"${name}\"; its parameters are the inputs in https://github.com/OWNER/openshift-promote/blob/v0.1.0/docs/inputs.md, in camel case"
  }
}

private List bindingsOf(Map given) {
  List bindings = []
  for (entry in TOKENS.entrySet()) {
    def id = given[entry.key]
    if (id != null) bindings.add(string(credentialsId: id, variable: entry.value))
  }
  for (entry in LOGINS.entrySet()) {
    def id = given[entry.key]
    if (id != null) {
      bindings.add(
        usernamePassword(
          credentialsId: id,
          usernameVariable: "${entry.value}_USERNAME".toString(),
          passwordVariable: "${entry.value}_PASSWORD".toString(),
        )
      )
    }
  }
  return bindings
}

private Map parse(String text) {
  Map outputs = [:]
  for (line in text.split('\n')) {
    int equals = line.indexOf('=')
    if (equals > 0) outputs[line.substring(0, equals)] = line.substring(equals + 1).replace('\\\\', '\\')
  }
  return outputs
}
