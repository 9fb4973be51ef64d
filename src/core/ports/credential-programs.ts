/** A program that makes credentials: an exec plugin of a kubeconfig, a credential helper of docker. */
export interface CredentialProgram {
  /** a name that is looked for in PATH, or an absolute path */
  readonly command: string;
  readonly args: readonly string[];
  /** what the program is told on its standard input */
  readonly input?: string;
  /** in addition to the environment of the job */
  readonly environment?: Readonly<Record<string, string>>;
}

/** How such a program ended. What it wrote may be secret, whatever the exit code. */
export type ProgramEnd =
  | { readonly kind: 'ended'; readonly code: number; readonly stdout: string }
  /** it was not there, or had to be ended; in words */
  | { readonly kind: 'failed'; readonly reason: string };

/** Runs such a program without a shell. @throws PromoteError CANCELLED */
export type RunCredentialProgram = (program: CredentialProgram, signal: AbortSignal) => Promise<ProgramEnd>;
