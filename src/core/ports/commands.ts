/** The inputs that give a command. */
export type GateName = 'before-move' | 'before-rollout' | 'after-rollout';

export interface UserCommand {
  readonly name: GateName;
  /** command line for the shell of the machine */
  readonly command: string;
  /** in addition to the environment of the job */
  readonly environment: Readonly<Record<string, string>>;
  /** called with every line that the command writes */
  readonly onLine: (line: string) => void;
}

/** What the domain needs to run commands of the user. */
export interface Commands {
  /**
   * Runs a command until it exits. If the signal is aborted, the command and its child processes are stopped.
   * @throws PromoteError COMMAND_FAILED when it cannot be started or ends with another code than 0, CANCELLED
   */
  run(command: UserCommand, signal: AbortSignal): Promise<void>;
}

/** A program that provides credentials: an exec plugin of a kubeconfig, or a Docker credential helper. */
export interface CredentialProgram {
  /** a name to look up in PATH, or an absolute path */
  readonly command: string;
  readonly args: readonly string[];
  /** text for the standard input of the program */
  readonly input?: string;
  /** in addition to the environment of the job */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The result of such a program. Its output may be secret, regardless of the exit code. */
export type ProgramEnd =
  | { readonly kind: 'ended'; readonly code: number; readonly stdout: string }
  /** the program was not found or had to be stopped; reason in words */
  | { readonly kind: 'failed'; readonly reason: string };

/** Runs such a program without a shell. @throws PromoteError CANCELLED */
export type RunCredentialProgram = (program: CredentialProgram, signal: AbortSignal) => Promise<ProgramEnd>;
