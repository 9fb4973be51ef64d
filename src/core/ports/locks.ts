/** Where a lock is. */
export interface LockName {
  readonly project: string;
  readonly name: string;
}

/** A lock and what its holder has noted for the run after it. */
export interface Lock {
  /** undefined: it was released, and only its journal is left */
  readonly holder: string | undefined;
  /** how long it is valid after it was renewed */
  readonly durationSeconds: number;
  readonly acquiredAt: Date;
  /** by the clock of its holder */
  readonly renewedAt: Date;
  readonly journal?: Journal | undefined;
}

/** What a run that moves several tags notes before it moves the first one. Text that others may have edited. */
export interface Journal {
  /** of the format of `text` */
  readonly version: string;
  readonly text: string;
}

/** A lock as the cluster has it. */
export interface StoredLock extends Lock {
  /** changes with every write */
  readonly version: string;
}

/** What the domain needs to keep two runs from moving the same tags at the same time. */
export interface Locks {
  /** A name for this process that no other process has. @param run address of the job */
  nameHolder(run: string | undefined, signal: AbortSignal): Promise<string>;

  /** Returns undefined if it exists. @throws PromoteError ACCESS_DENIED, PROJECT_NOT_FOUND */
  create(name: LockName, lock: Lock, signal: AbortSignal): Promise<StoredLock | undefined>;

  /** Returns undefined if it does not exist. @throws PromoteError ACCESS_DENIED */
  read(name: LockName, signal: AbortSignal): Promise<StoredLock | undefined>;

  /** Returns undefined if it does not exist or is not in this version any more. @throws PromoteError ACCESS_DENIED */
  replace(name: LockName, lock: Lock, version: string, signal: AbortSignal): Promise<StoredLock | undefined>;

  /** Removes it if it still is in this version. @throws PromoteError ACCESS_DENIED */
  remove(name: LockName, version: string, signal: AbortSignal): Promise<void>;
}
