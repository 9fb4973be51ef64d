/** Names and versions of this repository and of third-party actions in instructions for users. */
export interface References {
  /** GitHub account that owns the repository */
  readonly owner: string;
  /** without `v` */
  readonly version: string;
  /** major versions of actions by name: `actions/checkout` → `v7` */
  readonly actions: ReadonlyMap<string, string>;
}

/** Actions that the documentation mentions but no workflow of this repository uses. Update their major versions here. */
const OTHER_ACTIONS: ReadonlyMap<string, string> = new Map([
  ['aws-actions/configure-aws-credentials', 'v5'],
  ['docker/login-action', 'v3'],
]);

/** Files with such references. Decision records and the changelog are excluded because they describe the past. */
export function hasReferences(file: string): boolean {
  return (
    /^(?:README|SECURITY|CONTRIBUTING)\.md$/.test(file) ||
    /^docs\/(?!adr\/|reference\/).*\.md$/.test(file) ||
    /^\.github\/.*\.(?:yml|yaml)$/.test(file) ||
    /^(?:templates|tekton|vars)\//.test(file) ||
    ['.github/CODEOWNERS', 'package.json', 'Containerfile', 'src/core/version.ts'].includes(file)
  );
}

/**
 * Reads the references from package.json and from the workflows, whose actions Dependabot updates.
 * @param packageText package.json
 * @param workflows contents of the files in .github/workflows
 * @throws Error when package.json does not name a GitHub repository
 */
export function readReferences(packageText: string, workflows: readonly string[]): References {
  const { version, repository } = JSON.parse(packageText) as {
    readonly version: string;
    readonly repository: { readonly url: string };
  };
  const owner = /github\.com\/([\w-]+)\//.exec(repository.url)?.[1];
  if (owner === undefined) throw new Error(`package.json: ${repository.url} is not a GitHub repository`);
  const used = workflows.flatMap((text) => [...text.matchAll(/uses: ([\w./-]+)@[0-9a-f]{40} # (v\d+)\./g)]);
  const majors = used.map(([, name = '', major = '']) => [name, major] as const);
  return { owner, version, actions: new Map([...OTHER_ACTIONS, ...majors]) };
}

/** Updates the references in a text; `@v1` stays a major version, `@v1.2.3` a full version. */
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
