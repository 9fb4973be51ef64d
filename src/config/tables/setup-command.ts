/** The row of `setup` in the table of commands. */
export const SETUP_COMMAND = {
  summary: 'print the manifest of a service account with only the permissions a promotion needs',
  inputs: [],
  flags: [
    {
      name: 'for',
      takes: 'copy | tag | import | build',
      description: 'Strategy that the account will use.',
    },
    { name: 'project', takes: 'name', description: 'Destination project.' },
    { name: 'source-project', takes: 'name', description: 'Source project.' },
    {
      name: 'side',
      takes: 'source | destination',
      description: 'Kind of account. destination (the default): promotes images; source: can only pull.',
    },
    {
      name: 'stream',
      takes: 'name',
      description: 'Image stream that the account may use. If omitted, all streams of the project.',
    },
    {
      name: 'account',
      takes: 'name',
      description: 'Name of the service account (default promoter; puller for the source).',
    },
    {
      name: 'rollout',
      takes: 'deployment/name',
      description: 'Workload that the account may roll out. Can be repeated.',
    },
    { name: 'rollback', takes: '', description: 'Add the permissions for "rollback-on-failure".' },
    {
      name: 'further-tags',
      takes: '',
      description: 'Add the permissions for "destination-tags" and "backup-tag".',
    },
    { name: 'set', takes: '', description: 'Add the permissions that keep sets of images whole.' },
    {
      name: 'attest',
      takes: '',
      description: 'Add the permission to push attestations, which copies have anyway.',
    },
    {
      name: 'policy',
      takes: 'project/name',
      description:
        'ConfigMap of the destination cluster that holds the policy. The account may read it, and no other ConfigMap.',
    },
    {
      name: 'traces',
      takes: '',
      description: 'Add the permission to write to image streams who promoted what (see history).',
    },
    { name: 'token-secret', takes: '', description: 'Add a Secret with a token that does not expire.' },
  ],
  outputs: [],
  examples: ['openshift-promote setup --for=copy --project=prod --rollout=deployment/app | oc apply -f -'],
} as const;
