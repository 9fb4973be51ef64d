/** The same for kinds of OpenShift (openshift/api, the v1 packages of apps, image, route and template). */
export const OPENSHIFT_FIELDS = `
DeploymentConfig apiVersion:string kind:string metadata:ObjectMeta spec:DeploymentConfigSpec status:any
DeploymentConfigSpec strategy:ConfigStrategy minReadySeconds:int32 triggers:[]ConfigTrigger replicas:int32 revisionHistoryLimit:int32 test:bool paused:bool selector:{}string template:PodTemplateSpec
ConfigStrategy type:string customParams:any recreateParams:RecreateParams rollingParams:RollingParams resources:ResourceRequirements labels:{}string annotations:{}string activeDeadlineSeconds:int64
RecreateParams timeoutSeconds:int64 pre:any mid:any post:any
RollingParams updatePeriodSeconds:int64 intervalSeconds:int64 timeoutSeconds:int64 maxUnavailable:int-or-string maxSurge:int-or-string pre:any post:any
ConfigTrigger type:string imageChangeParams:ImageChangeParams
ImageChangeParams automatic:bool containerNames:[]string from:ObjectReference lastTriggeredImage:string
ImageStream apiVersion:string kind:string metadata:ObjectMeta spec:ImageStreamSpec status:any
ImageStreamSpec lookupPolicy:ImageLookupPolicy dockerImageRepository:string tags:[]TagReference
ImageLookupPolicy local:bool
TagReference name:string annotations:{}string from:ObjectReference reference:bool generation:int64 importPolicy:TagImportPolicy referencePolicy:TagReferencePolicy
TagImportPolicy insecure:bool scheduled:bool importMode:string
TagReferencePolicy type:string
ObjectReference apiVersion:string fieldPath:string kind:string name:string namespace:string resourceVersion:string uid:string
Route apiVersion:string kind:string metadata:ObjectMeta spec:RouteSpec status:any
RouteSpec host:string subdomain:string path:string to:RouteTarget alternateBackends:[]RouteTarget port:RoutePort tls:RouteTls wildcardPolicy:string httpHeaders:any
RouteTarget kind:string name:string weight:int32
RoutePort targetPort:int-or-string
RouteTls termination:string certificate:string key:string caCertificate:string destinationCACertificate:string insecureEdgeTerminationPolicy:string externalCertificate:LocalObjectReference
Template apiVersion:string kind:string metadata:ObjectMeta message:string objects:any parameters:[]TemplateParameter labels:{}string
TemplateParameter name:string displayName:string description:string value:string generate:string from:string required:bool
`;
