import { hideCredentials } from '../core/text/credential-patterns.ts';
import {
  choice,
  described,
  either,
  group,
  list,
  map,
  optional,
  scalar,
  text,
  withDefault,
  type Of,
  type Shape,
} from '../core/text/shape.ts';

const name = text(
  /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
  'must consist of lower-case letters, digits and -, 63 at most',
);
const pattern = text(
  /^[a-z0-9*](?:[a-z0-9*-]{0,61}[a-z0-9*])?$/,
  'must consist of lower-case letters, digits, - and * (any characters), 63 at most',
);
const filled = (placeholders: string) =>
  text(
    /^(?:[a-z0-9-]|\{app\}|\{environment\})+$/,
    `must be a name of lower-case letters, digits and -; ${placeholders} may stand in it`,
  );
const imageTag = text(/^\w[\w.-]{0,127}$/, 'must be a tag: letters, digits, _ . - only, 128 at most');
/** Their tokens open more than a cluster. */
const OF_CI_SYSTEMS = /^(?:GITHUB_|ACTIONS_|RUNNER_|CI_JOB_|CI_REGISTRY_|CI_DEPLOY_)\w{0,99}$/;

/** What does not look like a name is never shown: it may be the token itself. */
const variable: Shape<string> = {
  ...text(/^[A-Za-z_]\w{0,99}$/),
  read(value, path, addProblem) {
    if (typeof value === 'string' && OF_CI_SYSTEMS.test(value)) {
      addProblem(
        path,
        `is ${value.slice(0, 60)}, which belongs to the CI system and must not be sent to a cluster`,
        'make a token for the cluster: oc create token promoter',
      );
      return undefined;
    }
    if (typeof value === 'string' && /^[A-Za-z_]\w{0,99}$/.test(value) && hideCredentials(value) === value)
      return value;
    addProblem(
      path,
      'must be the name of an environment variable, not a token',
      'write the name of the variable that the job sets from its secrets, such as PROD_TOKEN',
    );
    return undefined;
  },
};
const duration = text(
  /^(?=.)(?:\d{1,5}d)?(?:\d{1,6}h)?(?:\d{1,6}m)?$/,
  'must be a duration such as 24h, 3d or 1d12h',
);
const moment = text(
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:T(?:[01]\d|2[0-3]):[0-5]\d)?$/,
  'must be a day such as 2026-12-20, or a minute such as 2026-12-20T18:00',
);

/** In the order of `Date.prototype.getDay`. */
export const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
export type Day = (typeof DAYS)[number];

const freezeWindow = described(
  group({
    reason: described(text(), 'Why nothing is promoted then. It is part of the error message.'),
    from: optional(described(moment, 'First day, or minute, of the window.')),
    until: optional(
      described(moment, 'Last day of the window, or the minute when it ends. If missing, it has no end.'),
    ),
    days: optional(described(list(choice(...DAYS)), 'Days of the week. Default: every day.')),
    hours: optional(
      described(
        text(
          /^(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/,
          'must be hours such as 16:00-24:00 or 22:00-06:00',
        ),
        'Hours of these days. One that ends before it begins ends on the next day. Default: all day.',
      ),
    ),
    timeZone: optional(
      described(
        text(),
        'Time zone of the window, such as Europe/Berlin. Default: `timeZone` of the file, else UTC.',
      ),
    ),
  }),
  'A time in which nothing is promoted to the environment. All its conditions must hold.',
);

const inputs = described(
  map(text(/^[a-z][a-z0-9-]{0,60}$/, 'must be the name of an input'), either(scalar(), list(text()))),
  'Further inputs. Those of a side are written without source- or destination-. The inputs of a run come first, then those of its application, then those of its environment.',
);

const environment = group({
  name,
  from: optional(
    described(
      either(name, list(name)),
      'Environments that images may come from. Default: the one before; the first has none.',
    ),
  ),
  server: optional(
    described(text(/^https:\/\//, 'must begin with https://'), 'URL of the API server of its cluster.'),
  ),
  project: optional(
    described(filled('{app}'), 'Project of its images and workloads, such as prod or {app}-prod.'),
  ),
  registry: optional(
    described(text(), 'Public host of its registry. If missing, it is read from the cluster.'),
  ),
  ca: optional(
    described(text(), 'Certificate authorities: the path of a PEM file, relative to this one, or PEM text.'),
  ),
  kubeconfig: optional(
    described(text(), 'Path of a kubeconfig, relative to this file, instead of server and token.'),
  ),
  context: optional(described(text(), 'Context of that kubeconfig. Default: the current one.')),
  proxy: optional(
    described(text(), 'Proxy for connections to its cluster, such as http://proxy.example.com:3128.'),
  ),
  token: optional(
    described(
      variable,
      'Environment variable that holds the token. The token itself must not be in this file.',
    ),
  ),
  tag: optional(described(imageTag, 'Tag that its workloads run. Default: live.')),
  policy: optional(
    described(
      text(),
      'Policy for everything promoted to it: project/name of a ConfigMap in its cluster, or the path of a file, relative to this one.',
    ),
  ),
  soak: optional(
    described(
      duration,
      'How long an image must have been in the environment it comes from, without interruption.',
    ),
  ),
  freeze: optional(list(freezeWindow)),
  inputs: optional(inputs),
});

const application = group(
  {
    name: optional(name),
    pattern: optional(
      described(
        pattern,
        'Applications of which only the name is known, such as team-a-*, instead of a name.',
      ),
    ),
    stream: optional(
      described(filled('{app} or {environment}'), 'Image stream of the application. Default: {app}.'),
    ),
    project: optional(
      described(
        filled('{app} or {environment}'),
        'Project of the application, if it is not that of the environment.',
      ),
    ),
    tag: optional(described(imageTag, 'Tag that its workloads run, if it is not that of the environment.')),
    workloads: optional(
      described(
        list(text()),
        'Workloads to roll out, as in the input rollout. Default: auto, every workload that uses the tag.',
      ),
    ),
    environments: optional(
      described(list(name), 'Environments that the application belongs into. Default: all of them.'),
    ),
    inputs: optional(inputs),
  },
  { oneOf: [{ required: ['name'] }, { required: ['pattern'] }] },
);

/** The whole file. docs/environments.schema.json is made from this. */
export const ENVIRONMENTS_SHAPE = group({
  $schema: optional(text()),
  version: choice(1),
  timeZone: withDefault(described(text(), 'Time zone of all freeze windows, such as Europe/Berlin.'), 'UTC'),
  environments: described(
    list(environment, 'names no environment', 50),
    'In the order in which images move through them.',
  ),
  applications: list(application, 'names no application', 2000),
});

export type EnvironmentsFile = Of<typeof ENVIRONMENTS_SHAPE>;
export type EnvironmentEntry = EnvironmentsFile['environments'][number];
export type ApplicationEntry = EnvironmentsFile['applications'][number];
export type FreezeEntry = Of<typeof freezeWindow>;
export type InputEntries = Of<typeof inputs>;
