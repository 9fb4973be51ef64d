/** The inputs that give a command. */
export type GateName = 'before-move' | 'before-rollout' | 'after-rollout';

export interface UserCommand {
  readonly name: GateName;
  /** for the shell of the machine */
  readonly command: string;
  /** in addition to the environment of the job */
  readonly environment: Readonly<Record<string, string>>;
  /** told every line the command writes */
  readonly onLine: (line: string) => void;
}

/** What the domain needs to run what the user wrote. */
export interface Commands {
  /**
   * Runs a command to its end; with the signal, it and what it has started are ended.
   * @throws PromoteError COMMAND_FAILED when it cannot be started or ends with another code than 0, CANCELLED
   */
  run(command: UserCommand, signal: AbortSignal): Promise<void>;
}

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
