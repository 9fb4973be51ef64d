import { seedProject } from '../../../sandbox/seeds.ts';
import { insert } from '../../../sandbox/state/store.ts';
import { pushRecorded, storeRecorded } from './images.ts';
import { recordedUpstream } from './recorded-upstream.ts';
import type { Scenario } from './scenario.ts';

/** What clusters pull by themselves from a plain registry. */
export const IMPORTS: Scenario = {
  title: 'imports into the source cluster end as recorded',
  groups: ['06'],
  port: 26440,
  prepare: (lab) => {
    seedProject(lab.sandbox.source, 'promo-src');
    lab.sandbox.source.state.upstream = recordedUpstream();
  },
};

const MOCI_CHILDREN = [
  'sha256:7f409f8a9eb42a13dd5e4178703d1c786859f2dded4eb2582422814f04133973',
  'sha256:fbdd2877356fc173a320e9383b55fc9d1bf675b197126ef730b673f333400b24',
];
const PROMOTED = 'sha256:0083874168b725e901bc3db92c8ccc0ad3b8180476a75850e6c61f7238c80b0b';

/** What the destination pulls from the registry of the source, without and with a pull secret. */
export const CROSS_IMPORTS: Scenario = {
  title: 'imports from the other cluster end as recorded',
  groups: ['23'],
  port: 27440,
  looseVersions: true,
  prepare: (lab) => {
    const { destination } = lab.sandbox;
    seedProject(destination, 'promo-dst');
    pushRecorded(destination, 'promo-dst', 'app', 'prod', PROMOTED);
    for (const digest of MOCI_CHILDREN) storeRecorded(destination, digest);
    destination.state.upstream = recordedUpstream();
  },
  before: {
    '23b-import-xcluster-with-secret': (lab) => {
      const auths = { '127.0.0.1:26444': { auth: Buffer.from('puller:token').toString('base64') } };
      insert(lab.sandbox.destination.state, 'secrets', {
        metadata: { name: 'src-registry', namespace: 'promo-dst' },
        type: 'kubernetes.io/dockerconfigjson',
        data: { '.dockerconfigjson': Buffer.from(JSON.stringify({ auths })).toString('base64') },
      });
    },
  },
};
