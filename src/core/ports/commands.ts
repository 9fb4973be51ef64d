/** The inputs that name a command. */
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
