import path from 'node:path';
import { PromoteError, type Side } from '../../core/text/errors.ts';
import type { ProgramEnd, RunCredentialProgram } from '../../core/ports/credential-programs.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { parseObject } from '../api/failure.ts';
import { objectAt, objectsAt, textAt, textsAt, valueAt } from '../api/json-fields.ts';
import { problem, type KubeEntry } from './kubeconfig-file.ts';

/** A user of a kubeconfig whose credentials a program makes. */
export interface PluginQuestion {
  readonly side: Side;
  readonly user: KubeEntry;
  /** URL of the API server, for plugins that ask for it */
  readonly server: string;
  readonly run: RunCredentialProgram;
}

const API_VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];

/**
 * Runs the program that `exec` of a user names, without a shell, and takes the token from its ExecCredential. Nothing it writes is
 * ever shown.
 * @throws PromoteError INPUT_INVALID for what is not supported, LOGIN_FAILED when the program gives no token
 */
export async function runCredentialPlugin(
  question: PluginQuestion,
  signal: AbortSignal,
): Promise<{ readonly token: string; readonly expiresAt: Date | undefined }> {
  const { side, user } = question;
  const exec = objectAt(user.fields, 'exec');
  const command = textAt(exec, 'command') ?? '';
  const apiVersion = textAt(exec, 'apiVersion') ?? '';
  if (command === '' || !API_VERSIONS.includes(apiVersion)) {
    throw problem(
      side,
      `the exec plugin of user "${user.name}" has no command, or an apiVersion that is not ${API_VERSIONS.join(' or ')}`,
      tokenAdvice(side),
    );
  }
  if (textAt(exec, 'interactiveMode') === 'Always') {
    throw problem(
      side,
      `the exec plugin "${command}" of user "${user.name}" wants to ask a person`,
      tokenAdvice(side),
    );
  }
  const output = await runPlugin(question, exec, command, apiVersion, signal);
  const status = objectAt(parseObject(output.trim()), 'status');
  const token = textAt(status, 'token');
  if (token === undefined) {
    const certificate = textAt(status, 'clientCertificateData') !== undefined;
    throw failed(
      side,
      command,
      certificate
        ? 'it gave a client certificate, which is taken from files only'
        : 'it printed no ExecCredential with a token',
    );
  }
  const expiry = new Date(textAt(status, 'expirationTimestamp') ?? NaN);
  return { token, expiresAt: Number.isNaN(expiry.getTime()) ? undefined : expiry };
}

async function runPlugin(
  { side, user, server, run }: PluginQuestion,
  exec: JsonObject,
  command: string,
  apiVersion: string,
  signal: AbortSignal,
): Promise<string> {
  const cluster = valueAt(exec, 'provideClusterInfo') === true ? { cluster: { server } } : {};
  const info = { kind: 'ExecCredential', apiVersion, spec: { interactive: false, ...cluster } };
  const own = objectsAt(exec, 'env').map((entry) => [
    textAt(entry, 'name') ?? '',
    textAt(entry, 'value') ?? '',
  ]);
  const end = await run(
    {
      // a command with a path is relative to the file, any other is looked for in PATH
      command: /[\\/]/.test(command) ? path.resolve(user.folder, command) : command,
      args: textsAt(exec, 'args'),
      environment: {
        ...(Object.fromEntries(own) as Record<string, string>),
        KUBERNETES_EXEC_INFO: JSON.stringify(info),
      },
    },
    signal,
  );
  if (end.kind === 'ended' && end.code === 0) return end.stdout;
  throw failed(side, command, reasonOf(end), textAt(exec, 'installHint'));
}

function reasonOf(end: ProgramEnd): string {
  if (end.kind === 'failed') return end.reason;
  // what it wrote may be a secret: not shown
  return `it ended with ${end.code}`;
}

function failed(side: Side, command: string, reason: string, installHint?: string): PromoteError {
  return new PromoteError({
    code: 'LOGIN_FAILED',
    message: `the exec plugin "${command}" of the ${side} kubeconfig gave no token: ${reason}`,
    hint: [
      installHint === undefined ? '' : `${cleanServerText(installHint, 300)}; `,
      `run it where the job runs to see why, or ${tokenAdvice(side)}`,
    ].join(''),
    where: { side, phase: 'connect' },
  });
}

function tokenAdvice(side: Side): string {
  return `set the input "${side}-token" to the output of oc create token promoter -n PROJECT instead`;
}
