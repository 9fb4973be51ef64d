import {
  COMMAND_NAMES,
  commandRow,
  isCommandName,
  SHELLS,
  type CommandName,
} from '../config/tables/commands.ts';
import { helpText } from './help.ts';
import type { Host } from './host.ts';
import { processEnvironment } from './process-environment.ts';
import type { HostEnvironment } from '../core/host.ts';
import { VERSION } from './compose/version.ts';

// A file beside this one in dist/, too: it is as large as all the rest, and who promotes must not wait for its parsing.
const loadSandboxCommands = () => import(/* webpackIgnore: true */ './sandbox-commands.ts');

const loadPromotion = () => import(/* webpackMode: "eager" */ './run-promotion.ts');

/** The commands of the shell. What only one of them needs is loaded when it is asked for. */
const COMMANDS: Readonly<Record<CommandName, (argv: readonly string[]) => Promise<number>>> = {
  promote: async (argv) => {
    const { runPromotion } = await loadPromotion();
    return inHost(argv, runPromotion);
  },
  plan: async (argv) => {
    const { PLAN, runPromotion } = await loadPromotion();
    return inHost(argv, (host, hostEnvironment) => runPromotion(host, hostEnvironment, PLAN));
  },
  doctor: async (argv) => {
    const { runDoctor } = await import(/* webpackMode: "eager" */ './run-doctor.ts');
    return inHost(argv, runDoctor);
  },
  policy: async ([verb, ...argv]) => {
    if (verb !== 'check') return complain('write openshift-promote policy check IMAGE --policy=FILE');
    const { runPolicyCheck } = await import(/* webpackMode: "eager" */ './run-policy-check.ts');
    return inHost(withPositional('policy', argv), runPolicyCheck);
  },
  tags: async (argv) => {
    const { listTags } = await import(/* webpackMode: "eager" */ './list-tags.ts');
    return inHost(withPositional('tags', argv), listTags);
  },
  rollback: async (argv) => {
    const { ROLLBACK, runPromotion } = await loadPromotion();
    return inHost(withPositional('rollback', argv), (host, hostEnvironment) =>
      runPromotion(host, hostEnvironment, ROLLBACK),
    );
  },
  completion: async ([name]) => {
    const shell = SHELLS.find((each) => each === name);
    if (shell === undefined) return complain(`name one of the shells ${SHELLS.join(', ')}`);
    const { completionScript } = await import(/* webpackMode: "eager" */ './completion.ts');
    process.stdout.write(completionScript(shell));
    return 0;
  },
  setup: async (argv) => {
    const { runSetup } = await import(/* webpackMode: "eager" */ './run-setup.ts');
    return runSetup(processEnvironment(argv));
  },
  sandbox: async (argv) => {
    const { runSandbox } = await loadSandboxCommands();
    return runSandbox(argv);
  },
  demo: async () => {
    const { runDemo } = await loadSandboxCommands();
    return runDemo();
  },
};

async function inHost(
  argv: readonly string[],
  run: (host: Host, hostEnvironment: HostEnvironment) => Promise<number>,
): Promise<number> {
  const { chooseHost } = await import(/* webpackMode: "eager" */ './choose-host.ts');
  const hostEnvironment = processEnvironment(argv);
  return run(chooseHost(hostEnvironment), hostEnvironment);
}

/** `tags dev/app` means `tags --source-image=dev/app`. */
function withPositional(command: CommandName, argv: readonly string[]): readonly string[] {
  const [first, ...rest] = argv;
  const { positional } = commandRow(command);
  if (first === undefined || first.startsWith('-') || positional === undefined) return argv;
  return [`--${positional.input}=${first}`, ...rest];
}

/** @returns the exit code */
export async function runCommand(argv: readonly string[]): Promise<number> {
  const [first, ...rest] = argv;
  if (argv.includes('--help') || argv.includes('-h') || first === 'help') {
    process.stdout.write(helpText(first === 'help' ? rest[0] : first));
    return 0;
  }
  if (first === '--version') {
    process.stdout.write(`${VERSION}\n`);
    return 0;
  }
  // promote is the default: flags may come at once
  if (first === undefined || first.startsWith('-')) {
    const { PROMOTE_SOURCE_IMAGE, PROMOTE_IMAGES, PROMOTE_IMAGES_FILE } = process.env;
    if (
      first === undefined &&
      (PROMOTE_SOURCE_IMAGE ?? PROMOTE_IMAGES ?? PROMOTE_IMAGES_FILE) === undefined
    ) {
      process.stderr.write(helpText(undefined));
      return 2;
    }
    return COMMANDS.promote(argv);
  }
  if (isCommandName(first)) return COMMANDS[first](rest);
  // what stands alone may be a secret, so it is not shown
  return complain(`the first word is no command of openshift-promote: there are ${COMMAND_NAMES.join(', ')}`);
}

function complain(text: string): number {
  process.stderr.write(`${text}\n`);
  return 2;
}
