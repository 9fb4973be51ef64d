import { runToResult, type ProgramResult } from '../tools/own-program.ts';
import { findProgram } from '../tools/credential-program.ts';
import path from 'node:path';
import { errorOfProblems, type Problem, cancelled, PromoteError } from '../core/text/errors.ts';
import { cleanServerText } from '../core/text/server-text.ts';
import type { GitOpsOptions } from '../core/ports/gitops.ts';

/** A file as the head of the branch has it. */
export interface CheckoutFile {
  /** within the repository */
  readonly path: string;
  readonly mode: string;
  readonly blob: string;
}

/** The checkout of the job, and the branch that gets the commit. */
export interface Checkout {
  readonly top: string;
  readonly remote: string;
  readonly branch: string;
  /** the commit that the new one follows */
  readonly base: string;
  /** whether the branch exists, locally or, for a push, at the remote */
  readonly exists: boolean;
  readonly isCheckedOut: boolean;
  /** one for each target */
  readonly files: readonly CheckoutFile[];
}

const REMOTE = 'origin';

/**
 * Looks at the repository of the files and at the head of the branch: at the remote if the commit will be pushed, which fetches it.
 * @throws PromoteError GITOPS_FAILED with all problems of the files
 */
export async function openCheckout(
  git: Git,
  { targets, branch: asked, push }: GitOpsOptions,
): Promise<Checkout> {
  const problems: Problem[] = [];
  const names: string[] = [];
  let top: string | undefined;
  for (const { file } of targets) {
    const found = await git.run(path.dirname(path.resolve(file)), [
      'rev-parse',
      '--show-toplevel',
      '--show-prefix',
    ]);
    const [root = '', prefix = ''] = found.stdout.split(/\r?\n/);
    if (found.exitCode !== 0) {
      const words = cleanServerText(found.stderr, 300);
      // a job in a container may run as another user than the one that checked out
      const [, owned] = /dubious ownership in repository at '([^']+)'/.exec(found.stderr) ?? [];
      problems.push(
        owned === undefined
          ? problem(`${file} is in no git checkout: ${words}`, 'check the repository out before this step')
          : problem(
              `git does not trust the checkout of ${file}, which belongs to another user: ${words}`,
              `run before this step: git config --global --add safe.directory ${cleanServerText(owned, 300)}`,
            ),
      );
    } else if (top !== undefined && top !== root)
      problems.push(
        problem(
          `${file} is in another repository than ${targets[0]?.file ?? ''}`,
          'promote into one at a time',
        ),
      );
    else {
      top = root;
      names.push(`${prefix}${path.basename(file)}`);
    }
  }
  if (top === undefined || problems.length > 0) throw errorOfProblems('GITOPS_FAILED', problems);
  await requireUnchanged(git, top, names);
  const head = await findBranch(git, top, asked, push);
  const files: CheckoutFile[] = [];
  for (const [index, name] of names.entries()) {
    const given = targets[index]?.file ?? name;
    const entry = await git.read(top, ['ls-tree', '-z', '--full-tree', head.base, '--', name]);
    const [, mode, blob] = /^(\d+) blob ([0-9a-f]+)\t/.exec(entry) ?? [];
    if (blob === undefined || mode === undefined)
      problems.push(
        problem(`${given} is not in the branch ${head.branch}`, 'commit the file first, or correct its path'),
      );
    else if (mode === '120000')
      problems.push(problem(`${given} is a symbolic link`, 'give the file that it leads to'));
    else files.push({ path: name, mode, blob });
  }
  if (problems.length > 0) throw errorOfProblems('GITOPS_FAILED', problems);
  return { top, remote: REMOTE, files, ...head };
}

async function requireUnchanged(git: Git, top: string, names: readonly string[]): Promise<void> {
  const status = await git.read(top, ['--literal-pathspecs', 'status', '--porcelain', '-z', '--', ...names]);
  const changed = status
    .split('\0')
    .flatMap((line) => (line.startsWith('??') || line === '' ? [] : [line.slice(3)]));
  if (changed.length === 0) return;
  throw gitFailed(
    `${changed.join(', ')} has changes that are not committed`,
    'commit them in an earlier step, or leave the file as it is checked out',
  );
}

async function findBranch(
  git: Git,
  top: string,
  asked: string | undefined,
  push: boolean,
): Promise<Pick<Checkout, 'branch' | 'base' | 'exists' | 'isCheckedOut'>> {
  const [current, head] = [
    await git.run(top, ['symbolic-ref', '--quiet', '--short', 'HEAD']),
    await git.read(top, ['rev-parse', '--verify', 'HEAD^{commit}']),
  ];
  const checkedOut = current.exitCode === 0 ? current.stdout.trim() : undefined;
  const branch = asked ?? checkedOut;
  if (branch === undefined)
    throw gitFailed(
      'the checkout is on no branch (detached HEAD)',
      'set "gitops-branch" to the branch to commit to',
    );
  await requireBranchName(git, top, branch);
  const isCheckedOut = branch === checkedOut;
  const ref = `refs/heads/${branch}`;
  if (!push) {
    const local = await git.run(top, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
    const exists = local.exitCode === 0;
    return { branch, isCheckedOut, exists, base: exists ? local.stdout.trim() : head };
  }
  const listed = await git.run(top, ['ls-remote', '--heads', REMOTE, ref]);
  if (listed.exitCode !== 0)
    throw gitFailed(
      `the branches of ${REMOTE} cannot be read: ${cleanServerText(listed.stderr, 400)}`,
      'let the checkout keep its credentials (actions/checkout: persist-credentials: true)',
    );
  if (listed.stdout.trim() === '') return { branch, isCheckedOut, exists: false, base: head };
  await git.read(top, ['fetch', '--no-tags', '--quiet', REMOTE, ref]);
  const base = await git.read(top, ['rev-parse', '--verify', 'FETCH_HEAD^{commit}']);
  if (isCheckedOut && (await git.run(top, ['merge-base', '--is-ancestor', head, base])).exitCode !== 0)
    throw gitFailed(
      `the checkout has commits that branch ${branch} of ${REMOTE} does not have`,
      'push them in an earlier step, or check out the branch again',
    );
  return { branch, isCheckedOut, exists: true, base };
}

async function requireBranchName(git: Git, top: string, branch: string): Promise<void> {
  const checked = await git.run(top, ['check-ref-format', `refs/heads/${branch}`]);
  if (checked.exitCode === 0 && !branch.startsWith('-') && branch !== 'HEAD') return;
  throw gitFailed(
    `"${cleanServerText(branch, 100)}" is not the name of a branch`,
    'see git check-ref-format',
  );
}

function problem(message: string, hint: string): Problem {
  return { code: 'GITOPS_FAILED', message, hint };
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The git of the machine. */
export interface Git {
  readonly environment: Environment;
  /**
   * Any exit code is an answer.
   * @param more environment, besides that of the job
   */
  run(folder: string, args: readonly string[], more?: Environment): Promise<ProgramResult>;
  /**
   * What git says, without the line break at its end.
   * @throws PromoteError GITOPS_FAILED when it does not succeed
   */
  read(folder: string, args: readonly string[], more?: Environment): Promise<string>;
  /**
   * The text of a blob.
   * @param name for messages
   * @throws PromoteError GITOPS_FAILED when it is too large or not UTF-8
   */
  readBlob(folder: string, blob: string, name: string): Promise<string>;
}

// manifests of this size are refused by every API server
const MAX_FILE_BYTES = 2 * 1024 * 1024;

/** @throws PromoteError GITOPS_FAILED without git */
export async function createGit(environment: Environment, signal: AbortSignal): Promise<Git> {
  const program = await findProgram('git', environment);
  if (program === undefined)
    throw gitFailed('git was not found', 'install git on the runner, in a folder of PATH');
  const own = {
    ...environment,
    // nobody is there to answer
    GIT_TERMINAL_PROMPT: '0',
    // its messages are read
    LC_ALL: 'C',
    // a connection that stands still would wait for ever
    GIT_HTTP_LOW_SPEED_LIMIT: '1',
    GIT_HTTP_LOW_SPEED_TIME: '60',
  };
  const run: Git['run'] = async (folder, args, more) => {
    if (signal.aborted) throw cancelled(signal);
    try {
      return await runToResult(
        {
          program,
          args: ['-C', folder, ...args],
          environment: { ...own, ...more },
        },
        signal,
      );
    } catch (error) {
      if (error instanceof PromoteError) throw error;
      throw gitFailed(`git could not be run: ${cleanServerText(String(error))}`, undefined, error);
    }
  };
  const read: Git['read'] = async (folder, args, more) => {
    const { exitCode, stdout, stderr } = await run(folder, args, more);
    if (exitCode === 0) return stdout.replace(/\r?\n$/, '');
    const words = cleanServerText(stderr, 400);
    throw gitFailed(`git ${args[0] ?? ''} failed with exit code ${exitCode}: ${words}`);
  };
  return {
    environment,
    run,
    read,
    async readBlob(folder, blob, name) {
      const size = Number(await read(folder, ['cat-file', '-s', blob]));
      if (size > MAX_FILE_BYTES)
        throw gitFailed(`${name} has ${size} bytes, more than ${MAX_FILE_BYTES}`, 'split the file');
      const { stdout } = await run(folder, ['cat-file', 'blob', blob]);
      // what is no UTF-8 was replaced, and would be written back so
      if (Buffer.byteLength(stdout) === size && !stdout.includes('\uFFFD')) return stdout;
      throw gitFailed(`${name} is not text in UTF-8`, 'save it in UTF-8');
    },
  };
}

export function gitFailed(message: string, hint?: string, cause?: unknown): PromoteError {
  return new PromoteError({ code: 'GITOPS_FAILED', message, hint, cause });
}
