/**
 * What a 4.20 cluster serves, one resource per line as captures 48e–48u show it:
 * name, singular name, N (namespaced) or C (cluster), kind, verbs, short names, categories, storage version hash and the
 * group/version of the kind when it is another one. `-` stands for nothing, `*` for all verbs of a stored resource.
 */
export const DISCOVERY: Readonly<Record<string, string>> = {
  'image.openshift.io/v1': `
images image C Image * - - FX/i8Tt+3Fc= -
imagesignatures imagesignature C ImageSignature create,delete - - - -
imagestreamimages imagestreamimage N ImageStreamImage get isimage - - -
imagestreamimports imagestreamimport N ImageStreamImport create - - - -
imagestreammappings imagestreammapping N ImageStreamMapping create - - - -
imagestreams imagestream N ImageStream * is all mwmf9lCqOiA= -
imagestreams/layers - N ImageStreamLayers get - - - -
imagestreams/secrets - N SecretList get - - - -
imagestreams/status - N ImageStream get,patch,update - - - -
imagestreamtags imagestreamtag N ImageStreamTag create,delete,get,list,patch,update istag - - -
imagetags imagetag N ImageTag create,delete,get,list,patch,update itag - - -
`,
  'apps.openshift.io/v1': `
deploymentconfigs deploymentconfig N DeploymentConfig * dc all 6xyoXGsxfiA= -
deploymentconfigs/instantiate - N DeploymentRequest create - - - -
deploymentconfigs/log - N DeploymentLog get - - - -
deploymentconfigs/rollback - N DeploymentConfigRollback create - - - -
deploymentconfigs/scale - N Scale get,patch,update - - - extensions/v1beta1
deploymentconfigs/status - N DeploymentConfig get,patch,update - - - -
`,
  'route.openshift.io/v1': `
routes route N Route * - all jo1F7GfnXH4= -
routes/status - N Route get,patch,update - - - -
`,
  'build.openshift.io/v1': `
buildconfigs buildconfig N BuildConfig * bc all 2ooe95Eo6Y4= -
buildconfigs/instantiate - N BuildRequest create - - - -
buildconfigs/instantiatebinary - N BinaryBuildRequestOptions create - - - -
buildconfigs/webhooks - N Build create - - - -
builds build N Build * - all Iv+mFnvyzFc= -
builds/clone - N BuildRequest create - - - -
builds/details - N Build update - - - -
builds/log - N BuildLog get - - - -
`,
  'project.openshift.io/v1': `
projectrequests projectrequest C ProjectRequest create,list - - - -
projects project C Project create,delete,get,list,patch,update,watch - - - -
`,
  v1: `
bindings binding N Binding create - - - -
componentstatuses componentstatus C ComponentStatus get,list cs - - -
configmaps configmap N ConfigMap * cm - qFsyl6wFWjQ= -
endpoints endpoints N Endpoints * ep - fWeeMqaN/OA= -
events event N Event * ev - r2yiGXH7wu8= -
limitranges limitrange N LimitRange * limits - EBKMFVe6cwo= -
namespaces namespace C Namespace create,delete,get,list,patch,update,watch ns - Q3oi5N2YM8M= -
namespaces/finalize - C Namespace update - - - -
namespaces/status - C Namespace get,patch,update - - - -
nodes node C Node * no - XwShjMxG9Fs= -
nodes/proxy - C NodeProxyOptions create,delete,get,patch,update - - - -
nodes/status - C Node get,patch,update - - - -
persistentvolumeclaims persistentvolumeclaim N PersistentVolumeClaim * pvc - QWTyNDq0dC4= -
persistentvolumeclaims/status - N PersistentVolumeClaim get,patch,update - - - -
persistentvolumes persistentvolume C PersistentVolume * pv - HN/zwEC+JgM= -
persistentvolumes/status - C PersistentVolume get,patch,update - - - -
pods pod N Pod * po all xPOwRZ+Yhw8= -
pods/attach - N PodAttachOptions create,get - - - -
pods/binding - N Binding create - - - -
pods/ephemeralcontainers - N Pod get,patch,update - - - -
pods/eviction - N Eviction create - - - policy/v1
pods/exec - N PodExecOptions create,get - - - -
pods/log - N Pod get - - - -
pods/portforward - N PodPortForwardOptions create,get - - - -
pods/proxy - N PodProxyOptions create,delete,get,patch,update - - - -
pods/resize - N Pod get,patch,update - - - -
pods/status - N Pod get,patch,update - - - -
podtemplates podtemplate N PodTemplate * - - LIXB2x4IFpk= -
replicationcontrollers replicationcontroller N ReplicationController * rc all Jond2If31h0= -
replicationcontrollers/scale - N Scale get,patch,update - - - autoscaling/v1
replicationcontrollers/status - N ReplicationController get,patch,update - - - -
resourcequotas resourcequota N ResourceQuota * quota - 8uhSgffRX6w= -
resourcequotas/status - N ResourceQuota get,patch,update - - - -
secrets secret N Secret * - - S6u1pOWzb84= -
serviceaccounts serviceaccount N ServiceAccount * sa - pbx9ZvyFpBE= -
serviceaccounts/token - N TokenRequest create - - - authentication.k8s.io/v1
services service N Service * svc all 0/CO1lhkEBI= -
services/proxy - N ServiceProxyOptions create,delete,get,patch,update - - - -
services/status - N Service get,patch,update - - - -
`,
  'apps/v1': `
controllerrevisions controllerrevision N ControllerRevision * - - 85nkx63pcBU= -
daemonsets daemonset N DaemonSet * ds all dd7pWHUlMKQ= -
daemonsets/status - N DaemonSet get,patch,update - - - -
deployments deployment N Deployment * deploy all 8aSe+NMegvE= -
deployments/scale - N Scale get,patch,update - - - autoscaling/v1
deployments/status - N Deployment get,patch,update - - - -
replicasets replicaset N ReplicaSet * rs all P1RzHs8/mWQ= -
replicasets/scale - N Scale get,patch,update - - - autoscaling/v1
replicasets/status - N ReplicaSet get,patch,update - - - -
statefulsets statefulset N StatefulSet * sts all H+vl74LkKdo= -
statefulsets/scale - N Scale get,patch,update - - - autoscaling/v1
statefulsets/status - N StatefulSet get,patch,update - - - -
`,
  'template.openshift.io/v1': `
brokertemplateinstances brokertemplateinstance C BrokerTemplateInstance * - - Jxj8HlN0pXU= -
processedtemplates processedtemplate N Template create - - - -
templateinstances templateinstance N TemplateInstance * - - Q8UwfyPqly4= -
templateinstances/status - N TemplateInstance get,patch,update - - - -
templates template N Template * - - utuWisMumJk= -
`,
  'oauth.openshift.io/v1': `
oauthaccesstokens oauthaccesstoken C OAuthAccessToken * - - Hss+eIbWaq4= -
oauthauthorizetokens oauthauthorizetoken C OAuthAuthorizeToken * - - boIUgj6jo8I= -
oauthclientauthorizations oauthclientauthorization C OAuthClientAuthorization * - - Q0jsEj2AFkk= -
oauthclients oauthclient C OAuthClient * - - 8NZGiGeCmFo= -
tokenreviews tokenreview C TokenReview create - - - authentication.k8s.io/v1
useroauthaccesstokens useroauthaccesstoken C UserOAuthAccessToken delete,get,list,watch - - - -
`,
};

/** Groups of `/apis` in their order (capture 48b), with their versions, the preferred one first. */
export const GROUPS: readonly string[] = [
  'apiregistration.k8s.io v1',
  'apps v1',
  'events.k8s.io v1',
  'authentication.k8s.io v1',
  'authorization.k8s.io v1',
  'autoscaling v2 v1',
  'batch v1',
  'certificates.k8s.io v1',
  'networking.k8s.io v1',
  'policy v1',
  'rbac.authorization.k8s.io v1',
  'storage.k8s.io v1',
  'admissionregistration.k8s.io v1',
  'apiextensions.k8s.io v1',
  'scheduling.k8s.io v1',
  'coordination.k8s.io v1',
  'node.k8s.io v1',
  'discovery.k8s.io v1',
  'flowcontrol.apiserver.k8s.io v1',
  'apps.openshift.io v1',
  'authorization.openshift.io v1',
  'build.openshift.io v1',
  'image.openshift.io v1',
  'oauth.openshift.io v1',
  'project.openshift.io v1',
  'quota.openshift.io v1',
  'route.openshift.io v1',
  'security.openshift.io v1',
  'template.openshift.io v1',
  'user.openshift.io v1',
  'config.openshift.io v1',
  'operator.openshift.io v1 v1alpha1',
  'security.internal.openshift.io v1',
];

/** Resources of groups whose discovery was not recorded, but which a cluster has. */
export const OTHER_RESOURCES: readonly string[] = [
  'authentication.k8s.io/v1 selfsubjectreviews tokenreviews',
  'authorization.k8s.io/v1 localsubjectaccessreviews selfsubjectaccessreviews selfsubjectrulesreviews subjectaccessreviews',
  'authorization.openshift.io/v1 clusterrolebindings clusterroles localresourceaccessreviews localsubjectaccessreviews resourceaccessreviews rolebindingrestrictions rolebindings roles selfsubjectrulesreviews subjectaccessreviews subjectrulesreviews',
  'rbac.authorization.k8s.io/v1 clusterrolebindings clusterroles rolebindings roles',
  'user.openshift.io/v1 groups identities useridentitymappings users',
  'config.openshift.io/v1 clusterimagepolicies clusterversions imagepolicies images infrastructures ingresses oauths projects',
  'batch/v1 cronjobs jobs',
  'networking.k8s.io/v1 ingresses networkpolicies',
  'quota.openshift.io/v1 appliedclusterresourcequotas clusterresourcequotas',
  'autoscaling/v2 horizontalpodautoscalers',
  'policy/v1 poddisruptionbudgets',
  'events.k8s.io/v1 events',
];
