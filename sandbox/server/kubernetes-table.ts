/**
 * What groups serve whose discovery was not recorded: as in `DISCOVERY`, from the API references of Kubernetes 1.33 and
 * OpenShift 4.20, without storage version hashes. That a resource is in here does not mean that the sandbox serves it.
 */
export const KUBERNETES: Readonly<Record<string, string>> = {
  'rbac.authorization.k8s.io/v1': `
clusterrolebindings clusterrolebinding C ClusterRoleBinding * - - - -
clusterroles clusterrole C ClusterRole * - - - -
rolebindings rolebinding N RoleBinding * - - - -
roles role N Role * - - - -
`,
  'authentication.k8s.io/v1': `
selfsubjectreviews selfsubjectreview C SelfSubjectReview create - - - -
tokenreviews tokenreview C TokenReview create - - - -
`,
  'authorization.k8s.io/v1': `
localsubjectaccessreviews localsubjectaccessreview N LocalSubjectAccessReview create - - - -
selfsubjectaccessreviews selfsubjectaccessreview C SelfSubjectAccessReview create - - - -
selfsubjectrulesreviews selfsubjectrulesreview C SelfSubjectRulesReview create - - - -
subjectaccessreviews subjectaccessreview C SubjectAccessReview create - - - -
`,
  'batch/v1': `
cronjobs cronjob N CronJob * cj all - -
cronjobs/status - N CronJob get,patch,update - - - -
jobs job N Job * - all - -
jobs/status - N Job get,patch,update - - - -
`,
  'autoscaling/v1': `
horizontalpodautoscalers horizontalpodautoscaler N HorizontalPodAutoscaler * hpa all - -
horizontalpodautoscalers/status - N HorizontalPodAutoscaler get,patch,update - - - -
`,
  'autoscaling/v2': `
horizontalpodautoscalers horizontalpodautoscaler N HorizontalPodAutoscaler * hpa all - -
horizontalpodautoscalers/status - N HorizontalPodAutoscaler get,patch,update - - - -
`,
  'policy/v1': `
poddisruptionbudgets poddisruptionbudget N PodDisruptionBudget * pdb - - -
poddisruptionbudgets/status - N PodDisruptionBudget get,patch,update - - - -
`,
  'networking.k8s.io/v1': `
ingressclasses ingressclass C IngressClass * - - - -
ingresses ingress N Ingress * ing - - -
ingresses/status - N Ingress get,patch,update - - - -
ipaddresses ipaddress C IPAddress * ip - - -
networkpolicies networkpolicy N NetworkPolicy * netpol - - -
servicecidrs servicecidr C ServiceCIDR * - - - -
servicecidrs/status - C ServiceCIDR get,patch,update - - - -
`,
  'events.k8s.io/v1': `
events event N Event * ev - - -
`,
  'storage.k8s.io/v1': `
csidrivers csidriver C CSIDriver * - - - -
csinodes csinode C CSINode * - - - -
csistoragecapacities csistoragecapacity N CSIStorageCapacity * - - - -
storageclasses storageclass C StorageClass * sc - - -
volumeattachments volumeattachment C VolumeAttachment * - - - -
volumeattachments/status - C VolumeAttachment get,patch,update - - - -
`,
  'certificates.k8s.io/v1': `
certificatesigningrequests certificatesigningrequest C CertificateSigningRequest * csr - - -
certificatesigningrequests/approval - C CertificateSigningRequest get,patch,update - - - -
certificatesigningrequests/status - C CertificateSigningRequest get,patch,update - - - -
`,
  'coordination.k8s.io/v1': `
leases lease N Lease * - - - -
`,
  'discovery.k8s.io/v1': `
endpointslices endpointslice N EndpointSlice * - - - -
`,
  'node.k8s.io/v1': `
runtimeclasses runtimeclass C RuntimeClass * - - - -
`,
  'scheduling.k8s.io/v1': `
priorityclasses priorityclass C PriorityClass * pc - - -
`,
  'apiregistration.k8s.io/v1': `
apiservices apiservice C APIService * - api-extensions - -
apiservices/status - C APIService get,patch,update - - - -
`,
  'apiextensions.k8s.io/v1': `
customresourcedefinitions customresourcedefinition C CustomResourceDefinition * crd,crds api-extensions - -
customresourcedefinitions/status - C CustomResourceDefinition get,patch,update - - - -
`,
  'admissionregistration.k8s.io/v1': `
mutatingwebhookconfigurations mutatingwebhookconfiguration C MutatingWebhookConfiguration * - api-extensions - -
validatingadmissionpolicies validatingadmissionpolicy C ValidatingAdmissionPolicy * - api-extensions - -
validatingadmissionpolicies/status - C ValidatingAdmissionPolicy get,patch,update - - - -
validatingadmissionpolicybindings validatingadmissionpolicybinding C ValidatingAdmissionPolicyBinding * - api-extensions - -
validatingwebhookconfigurations validatingwebhookconfiguration C ValidatingWebhookConfiguration * - api-extensions - -
`,
  'flowcontrol.apiserver.k8s.io/v1': `
flowschemas flowschema C FlowSchema * - - - -
flowschemas/status - C FlowSchema get,patch,update - - - -
prioritylevelconfigurations prioritylevelconfiguration C PriorityLevelConfiguration * - - - -
prioritylevelconfigurations/status - C PriorityLevelConfiguration get,patch,update - - - -
`,
  'quota.openshift.io/v1': `
appliedclusterresourcequotas appliedclusterresourcequota N AppliedClusterResourceQuota get,list - - - -
clusterresourcequotas clusterresourcequota C ClusterResourceQuota * - - - -
`,
  'user.openshift.io/v1': `
groups group C Group * - - - -
identities identity C Identity * - - - -
useridentitymappings useridentitymapping C UserIdentityMapping create,delete,get,patch,update - - - -
users user C User * - - - -
`,
  'authorization.openshift.io/v1': `
clusterrolebindings clusterrolebinding C ClusterRoleBinding create,delete,get,list,patch,update - - - -
clusterroles clusterrole C ClusterRole create,delete,get,list,patch,update - - - -
localresourceaccessreviews localresourceaccessreview N LocalResourceAccessReview create - - - -
localsubjectaccessreviews localsubjectaccessreview N LocalSubjectAccessReview create - - - -
resourceaccessreviews resourceaccessreview C ResourceAccessReview create - - - -
rolebindingrestrictions rolebindingrestriction N RoleBindingRestriction * - - - -
rolebindings rolebinding N RoleBinding create,delete,get,list,patch,update - - - -
roles role N Role create,delete,get,list,patch,update - - - -
selfsubjectrulesreviews selfsubjectrulesreview N SelfSubjectRulesReview create - - - -
subjectaccessreviews subjectaccessreview C SubjectAccessReview create - - - -
subjectrulesreviews subjectrulesreview N SubjectRulesReview create - - - -
`,
  'security.openshift.io/v1': `
podsecuritypolicyreviews podsecuritypolicyreview N PodSecurityPolicyReview create - - - -
podsecuritypolicyselfsubjectreviews podsecuritypolicyselfsubjectreview N PodSecurityPolicySelfSubjectReview create - - - -
podsecuritypolicysubjectreviews podsecuritypolicysubjectreview N PodSecurityPolicySubjectReview create - - - -
rangeallocations rangeallocation C RangeAllocation * - - - -
securitycontextconstraints securitycontextconstraints C SecurityContextConstraints * scc - - -
`,
  'security.internal.openshift.io/v1': `
rangeallocations rangeallocation C RangeAllocation * - - - -
`,
  'config.openshift.io/v1': `
clusterimagepolicies clusterimagepolicy C ClusterImagePolicy * - - - -
clusteroperators clusteroperator C ClusterOperator * co - - -
clusterversions clusterversion C ClusterVersion * - - - -
imagepolicies imagepolicy N ImagePolicy * - - - -
images image C Image * - - - -
infrastructures infrastructure C Infrastructure * - - - -
ingresses ingress C Ingress * - - - -
oauths oauth C OAuth * - - - -
projects project C Project * - - - -
proxies proxy C Proxy * - - - -
`,
  'operator.openshift.io/v1': `
authentications authentication C Authentication * - - - -
consoles console C Console * - - - -
ingresscontrollers ingresscontroller N IngressController * - - - -
openshiftapiservers openshiftapiserver C OpenShiftAPIServer * - - - -
`,
  'operator.openshift.io/v1alpha1': `
imagecontentsourcepolicies imagecontentsourcepolicy C ImageContentSourcePolicy * - - - -
`,
};
