import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { errorOfProblems, PromoteError, type Problem } from '../core/text/errors.ts';
import { cleanServerText } from '../core/text/server-text.ts';
import {
  publicGitUrl,
  type CommitPlan,
  type CommitReport,
  type DesiredChange,
  type DesiredImage,
  type GitOps,
  type GitOpsOptions,
} from '../core/ports/gitops.ts';
import { editImages, type EditedFile } from './edit-images.ts';
import {
  openCheckout,
  type Checkout,
  type CheckoutFile,
  createGit,
  gitFailed,
  type Git,
} from './checkout.ts';

/** How often a push is tried: as many other jobs may push between two of our looks at the branch. */
const MAX_PUSHES = 10;

interface ChangedFile extends CheckoutFile {
  readonly text: string;
}

interface Edits {
  readonly files: readonly ChangedFile[];
  readonly changes: readonly DesiredChange[];
}

/**
 * The desired state in the git checkout of the job. A commit is made of the objects of git, beside the working tree: nothing in it
 * changes before the branch has the commit, and a push that loses a race is made again on the new head.
 * @param runUrl of the job, for a trailer of the commit
 */
export function createGitOps(
  environment: Readonly<Record<string, string | undefined>>,
  runUrl: string | undefined,
): GitOps {
  return {
    async plan(options, images, signal): Promise<CommitPlan> {
      const git = await createGit(environment, signal);
      const checkout = await openCheckout(git, options);
      const { changes } = await editFiles(git, checkout, options, images);
      if (options.push && changes.length > 0) await requirePushable(git, checkout);
      return { branch: checkout.branch, push: options.push, changes };
    },

    async commit(options, images, signal): Promise<CommitReport> {
      const git = await createGit(environment, signal);
      for (let attempt = 1; ; attempt += 1) {
        const checkout = await openCheckout(git, options);
        const { branch, base } = checkout;
        const edits = await editFiles(git, checkout, options, images);
        const { changes } = edits;
        const repository = await remoteUrl(git, checkout);
        const about = {
          branch,
          pushed: options.push,
          ...(repository === undefined ? {} : { repository }),
          changes,
        };
        if (changes.length === 0) return { sha: base, ...about };
        const sha = await makeCommit(git, checkout, edits.files, messageOf(options, images, runUrl));
        if (!options.push) {
          await moveBranch(git, checkout, sha);
          return { sha, ...about };
        }
        if (await push(git, checkout, sha)) {
          // only for later steps of the job, whose checkout may have changes of its own
          if (checkout.isCheckedOut)
            await git.run(checkout.top, ['merge', '--ff-only', '--quiet', sha]).catch(() => undefined);
          return { sha, ...about };
        }
        if (attempt === MAX_PUSHES)
          throw gitFailed(
            `branch ${branch} got other commits during each of ${MAX_PUSHES} pushes`,
            'run the job again',
          );
      }
    },
  };
}

/** Where others find the commit, without the credentials that CI systems write into the URL. */
async function remoteUrl(git: Git, { top, remote }: Checkout): Promise<string | undefined> {
  const found = await git.run(top, ['remote', 'get-url', remote]);
  return found.exitCode === 0 ? cleanServerText(publicGitUrl(found.stdout.trim()), 500) : undefined;
}

/** Reads the files from the head of the branch, and edits each line by line of the input. */
async function editFiles(
  git: Git,
  checkout: Checkout,
  { targets }: GitOpsOptions,
  images: readonly DesiredImage[],
): Promise<Edits> {
  const problems: Problem[] = [];
  const files = new Map<string, ChangedFile>();
  const changes: DesiredChange[] = [];
  const named = new Set<DesiredImage>();
  for (const [index, target] of targets.entries()) {
    const file = checkout.files[index];
    if (file === undefined) continue;
    const text = files.get(file.path)?.text ?? (await git.readBlob(checkout.top, file.blob, target.file));
    const meant = images.filter(
      ({ repository }) => target.image === undefined || target.image === repository,
    );
    let edited: EditedFile;
    try {
      edited = editImages({ file: target.file, text, key: target.key, images: meant });
    } catch (error) {
      if (!(error instanceof PromoteError)) throw error;
      const { code, message, hint } = error;
      problems.push({ code, message: cleanServerText(message), hint });
      continue;
    }
    for (const image of edited.images) named.add(image);
    changes.push(...edited.changes);
    if (edited.text !== text || files.has(file.path)) files.set(file.path, { ...file, text: edited.text });
  }
  for (const { destination } of problems.length > 0 ? [] : images.filter((image) => !named.has(image)))
    problems.push({
      code: 'GITOPS_FAILED',
      message: `no file of "gitops" names ${destination}`,
      hint: 'add the file in which it is, or the key',
    });
  if (problems.length > 0) throw errorOfProblems('GITOPS_FAILED', problems);
  return { files: [...files.values()], changes };
}

async function makeCommit(
  git: Git,
  { top, base }: Checkout,
  files: readonly ChangedFile[],
  message: string,
): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'openshift-promote-index-'));
  try {
    const index = { GIT_INDEX_FILE: path.join(folder, 'index') };
    const written = path.join(folder, 'written');
    await git.read(top, ['read-tree', base], index);
    for (const { path: name, mode, text } of files) {
      await writeFile(written, text);
      const blob = await git.read(top, ['hash-object', '-w', '--no-filters', '--', written]);
      await git.read(top, ['update-index', '--cacheinfo', `${mode},${blob},${name}`], index);
    }
    const tree = await git.read(top, ['write-tree'], index);
    const signs = await git.run(top, ['config', '--type=bool', '--get', 'commit.gpgsign']);
    const sign = signs.stdout.trim() === 'true' ? ['-S'] : [];
    await writeFile(written, message);
    const args = ['commit-tree', tree, '-p', base, ...sign, '-F', written];
    return await git.read(top, args, await identity(git, top));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runners configure no author, and git makes no commit without one. */
async function identity(git: Git, top: string): Promise<Readonly<Record<string, string>>> {
  const known = await git.run(top, ['var', 'GIT_COMMITTER_IDENT']);
  const asked = await git.run(top, ['config', '--get', 'user.email']);
  const isGiven = git.environment['GIT_COMMITTER_EMAIL'] !== undefined || asked.stdout.trim() !== '';
  if (known.exitCode === 0 && isGiven) return {};
  const [name, email] = ['openshift-promote', 'openshift-promote@noreply.invalid'];
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
  };
}

async function moveBranch(
  git: Git,
  { top, branch, base, isCheckedOut, exists }: Checkout,
  sha: string,
): Promise<void> {
  if (isCheckedOut) {
    await git.read(top, ['merge', '--ff-only', '--quiet', sha]);
    return;
  }
  // git refuses it if the branch is another one by now; zeros: it must not exist
  const before = exists ? base : '0'.repeat(sha.length);
  await git.read(top, ['update-ref', `refs/heads/${branch}`, sha, before]);
}

/** The same request as the push, without its effect: it needs the permission to push. */
async function requirePushable(git: Git, { top, branch, base, remote }: Checkout): Promise<void> {
  const { exitCode, stderr } = await git.run(top, [
    'push',
    '--dry-run',
    '--quiet',
    remote,
    `${base}:refs/heads/${branch}`,
  ]);
  if (exitCode === 0) return;
  throw gitFailed(
    `branch ${branch} cannot be pushed to ${remote}: ${lastWords(stderr)}`,
    'let the checkout keep credentials that may write (GitHub: permissions: contents: write)',
  );
}

/** @returns false if somebody else pushed in the meantime */
async function push(git: Git, { top, branch, remote }: Checkout, sha: string): Promise<boolean> {
  const reply = await git.run(top, ['push', '--porcelain', remote, `${sha}:refs/heads/${branch}`]);
  if (reply.exitCode === 0) return true;
  const line = reply.stdout.split('\n').find((each) => each.startsWith('!')) ?? '';
  // `fetch first` and `non-fast-forward` are found here, the others by the server when two pushes meet
  if (
    /\((?:fetch first|non-fast-forward|stale info)\)|cannot lock ref|incorrect old value|failed to update ref/.test(
      line,
    )
  )
    return false;
  throw gitFailed(
    `branch ${branch} was not accepted by ${remote}: ${lastWords(line === '' ? reply.stderr : `${line} ${reply.stderr}`)}`,
    'the branch may be protected: set "gitops-branch" to a branch of its own and open a merge request from it',
  );
}

function lastWords(text: string): string {
  return cleanServerText(text.trim().split('\n').slice(-4).join(' '), 400);
}

function messageOf(
  { message }: GitOpsOptions,
  images: readonly DesiredImage[],
  runUrl: string | undefined,
): string {
  const [first] = images;
  const title = images.length === 1 ? (first?.destination ?? '') : `${images.length} images`;
  const values: Readonly<Record<string, string>> = {
    PROMOTE_DIGEST: first?.digest ?? '',
    PROMOTE_TAG: first?.tag ?? '',
    PROMOTE_IMAGE: first === undefined ? '' : `${first.pullName}@${first.digest}`,
  };
  const given = message?.replace(/\$\{(PROMOTE_[A-Z]+)\}/g, (whole, name: string) => values[name] ?? whole);
  const trailers = images.flatMap(({ source, destination, digest }) => [
    `Source-Image: ${source}`,
    `Destination-Image: ${destination}`,
    `Image-Digest: ${digest}`,
  ]);
  if (runUrl !== undefined) trailers.push(`Promotion-Run: ${cleanServerText(runUrl)}`);
  return `${(given ?? `Promote ${title}`).trim()}\n\n${trailers.join('\n')}\n`;
}
