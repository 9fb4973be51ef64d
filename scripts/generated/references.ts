/** What a file says of this repository and of actions of others, where it tells people what to type. */
export interface References {
  /** the account that the repository belongs to */
  readonly owner: string;
  /** without `v` */
  readonly version: string;
  /** majors of actions by name: `actions/checkout` → `v7` */
  readonly actions: ReadonlyMap<string, string>;
}

/** Actions that the documents use and no workflow of this repository does: their majors are raised here. */
const OTHER_ACTIONS: ReadonlyMap<string, string> = new Map([
  ['aws-actions/configure-aws-credentials', 'v5'],
  ['docker/login-action', 'v3'],
]);

/** Files with such references. Records of decisions and the changelog speak of what was. */
export function hasReferences(file: string): boolean {
  return (
    /^(?:README|SECURITY|CONTRIBUTING)\.md$/.test(file) ||
    /^docs\/(?!adr\/|reference\/).*\.md$/.test(file) ||
    /^\.github\/.*\.(?:yml|yaml)$/.test(file) ||
    /^(?:templates|tekton|vars)\//.test(file) ||
    ['.github/CODEOWNERS', 'package.json', 'Containerfile', 'src/entry/compose/version.ts'].includes(file)
  );
}

/**
 * The references, from the two places that say them: package.json, and the workflows, whose actions Dependabot raises.
 * @param packageText package.json
 * @param workflows texts of .github/workflows
 * @throws Error when package.json names no repository of GitHub
 */
export function readReferences(packageText: string, workflows: readonly string[]): References {
  const { version, repository } = JSON.parse(packageText) as {
    readonly version: string;
    readonly repository: { readonly url: string };
  };
  const owner = /github\.com\/([\w-]+)\//.exec(repository.url)?.[1];
  if (owner === undefined) throw new Error(`package.json: ${repository.url} is no repository of GitHub`);
  const used = workflows.flatMap((text) => [...text.matchAll(/uses: ([\w./-]+)@[0-9a-f]{40} # (v\d+)\./g)]);
  const majors = used.map(([, name = '', major = '']) => [name, major] as const);
  return { owner, version, actions: new Map([...OTHER_ACTIONS, ...majors]) };
}

/** The text with its references as they are to be; `@v1` stays a major, `@v1.2.3` a version. */
export function withReferences(text: string, { owner, version, actions }: References): string {
  const [major = ''] = version.split('.');
  return text
    .replace(
      /((?:github\.com|githubusercontent\.com|ghcr\.io)\/|uses: |--repo )[\w-]+(?=\/openshift-promote\b)/g,
      `$1${owner}`,
    )
    .replace(
      /(\bopenshift-promote(?:\/[\w./-]+)?@v?)\d+(\.\d+\.\d+)?(?![\w.])/g,
      (_, name: string, rest: string | undefined) => name + (rest === undefined ? major : version),
    )
    .replace(
      /(\bopenshift-promote(?:[/:]|\/(?:[\w-]+\/)+)v?|refs\/tags\/v)\d+\.\d+\.\d+(?![\w.]*\d)/g,
      `$1${version}`,
    )
    .replace(/(VERSION = '|VERSION=|placeholder: v|kubernetes\.io\/version: ')\d+\.\d+\.\d+/g, `$1${version}`)
    .replace(/^(\S+ +@)\w[\w-]*$/gm, (line, start: string) => (start.startsWith('#') ? line : start + owner))
    .replace(/(uses: )([\w-]+\/[\w-]+)@v\d+(?:\.\d+)*$/gm, (line, start: string, name: string) => {
      const known = actions.get(name);
      return known === undefined ? line : `${start}${name}@${known}`;
    });
}
