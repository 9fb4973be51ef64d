import { ACCOUNT_SECRETS } from './controllers/accounts/account-secrets.ts';
import { TOKEN_SECRETS } from './controllers/accounts/token-secrets.ts';
import type { Change, ClusterState } from './state/cluster-state.ts';
import type { Controller, ControllerContext } from './controllers/controller.ts';
import { DAEMON_SET_CONTROLLER } from './controllers/daemon-set-controller.ts';
import { DEPLOYER } from './controllers/deployer.ts';
import { DEPLOYMENT_CONTROLLER } from './controllers/deployment-controller.ts';
import { CONFIG_CONTROLLER } from './controllers/config-controller.ts';
import { GARBAGE_COLLECTOR } from './controllers/garbage-collector.ts';
import { BUILD_CONTROLLER } from './controllers/build-controller.ts';
import { IMAGE_IMPORTS } from './controllers/image-imports.ts';
import { IMAGE_TRIGGERS } from './controllers/image-triggers.ts';
import { NAMESPACE_RANGES } from './controllers/accounts/namespace-ranges.ts';
import { NODE } from './controllers/node.ts';
import { QUOTA_STATUS } from './controllers/quota-status.ts';
import { STATEFUL_SET_CONTROLLER } from './controllers/stateful-set-controller.ts';
import { REPLICATION, REPLICA_SET_CONTROLLER } from './controllers/replication.ts';

export interface ControllerOptions {
  /** Infinity: steps are taken only by `advance` */
  readonly paceMs: number;
  readonly secondMs: number;
}

export interface Controllers {
  /** resolves when nothing is left to do but to wait for deadlines */
  settled(): Promise<void>;
  /** Takes steps at once, as many as there are or as given; deadlines that have passed count. Returns how many it took. */
  advance(maxSteps?: number): number;
  stop(): void;
}

const CONTROLLERS: readonly Controller[] = [
  IMAGE_TRIGGERS,
  IMAGE_IMPORTS,
  BUILD_CONTROLLER,
  REPLICATION,
  REPLICA_SET_CONTROLLER,
  CONFIG_CONTROLLER,
  DEPLOYER,
  DEPLOYMENT_CONTROLLER,
  STATEFUL_SET_CONTROLLER,
  DAEMON_SET_CONTROLLER,
  NODE,
  GARBAGE_COLLECTOR,
  NAMESPACE_RANGES,
  ACCOUNT_SECRETS,
  TOKEN_SECRETS,
  QUOTA_STATUS,
];

/** More steps than any rollout takes: controllers that never come to rest are a bug. */
const MAX_STEPS = 1000;

interface Delayed {
  readonly work: Work;
  readonly dueMs: number;
  readonly timer: NodeJS.Timeout;
}

interface Work {
  readonly controller: Controller;
  readonly namespace: string;
  readonly name: string;
}

/**
 * Runs the controllers over a cluster's state: changes put keys into a queue, and at every pace each key that was in the
 * queue is looked at once, in the order it came. The order of all steps depends on nothing but the order of changes.
 */
export function startControllers(state: ClusterState, options: ControllerOptions): Controllers {
  const engine = new Engine(state, options);
  state.listeners.add(engine.onChange);
  return {
    settled: () => engine.settled(),
    advance: (maxSteps) => engine.advance(maxSteps),
    stop: () => {
      state.listeners.delete(engine.onChange);
      engine.stop();
    },
  };
}

class Engine {
  readonly #state: ClusterState;
  readonly #options: ControllerOptions;
  readonly #context: ControllerContext;
  #paced = new Map<string, Work>();
  #immediate = new Map<string, Work>();
  #pace: NodeJS.Timeout | undefined;
  #soon: NodeJS.Immediate | undefined;
  readonly #delayed = new Map<string, Delayed>();
  #waiting: (() => void)[] = [];

  constructor(state: ClusterState, options: ControllerOptions) {
    this.#state = state;
    this.#options = options;
    this.#context = {
      state,
      secondsSince: (momentMs) => (state.now().getTime() - momentMs) / options.secondMs,
    };
  }

  readonly onChange = (change: Change): void => {
    for (const controller of CONTROLLERS) {
      for (const key of controller.keysOf(change, this.#state)) this.#enqueue(controller, key);
    }
  };

  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#notify();
    });
  }

  stop(): void {
    clearTimeout(this.#pace);
    clearImmediate(this.#soon);
    for (const { timer } of this.#delayed.values()) clearTimeout(timer);
    this.#delayed.clear();
    this.#paced.clear();
    this.#immediate.clear();
    this.#pace = undefined;
    this.#soon = undefined;
    this.#notify();
  }

  #enqueue(controller: Controller, key: string): void {
    const [namespace = '', name = ''] = key.split('/');
    const queue = controller.immediate ? this.#immediate : this.#paced;
    queue.set(`${controller.name} ${key}`, { controller, namespace, name });
    if (controller.immediate) {
      this.#soon ??= setImmediate(() => this.#runImmediate());
    } else if (Number.isFinite(this.#options.paceMs)) {
      this.#pace ??= setTimeout(() => this.#runPaced(), this.#options.paceMs);
    }
  }

  advance(maxSteps = MAX_STEPS): number {
    const nowMs = this.#state.now().getTime();
    for (const [key, { work, dueMs }] of [...this.#delayed]) {
      if (dueMs <= nowMs) this.#due(key, work);
    }
    for (let steps = 0; steps < maxSteps; steps += 1) {
      this.#runImmediate();
      if (this.#paced.size === 0) return steps;
      clearTimeout(this.#pace);
      this.#runPaced();
    }
    return maxSteps;
  }

  #runImmediate(): void {
    clearImmediate(this.#soon);
    this.#soon = undefined;
    const batch = this.#immediate;
    this.#immediate = new Map();
    this.#run(batch);
  }

  #runPaced(): void {
    this.#pace = undefined;
    const batch = this.#paced;
    this.#paced = new Map();
    this.#run(batch);
  }

  #run(batch: ReadonlyMap<string, Work>): void {
    for (const [key, work] of batch) {
      const seconds = work.controller.reconcile(work.namespace, work.name, this.#context);
      if (seconds !== undefined) this.#lookAgain(key, work, seconds);
    }
    this.#notify();
  }

  #lookAgain(key: string, work: Work, seconds: number): void {
    clearTimeout(this.#delayed.get(key)?.timer);
    const delayMs = Math.max(1, Math.ceil(seconds * this.#options.secondMs));
    const timer = setTimeout(() => this.#due(key, work), delayMs);
    this.#delayed.set(key, { work, dueMs: this.#state.now().getTime() + delayMs, timer });
  }

  #due(key: string, work: Work): void {
    clearTimeout(this.#delayed.get(key)?.timer);
    this.#delayed.delete(key);
    this.#enqueue(work.controller, `${work.namespace}/${work.name}`);
  }

  #notify(): void {
    if (this.#paced.size > 0 || this.#immediate.size > 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
