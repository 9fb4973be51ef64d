import { chooseHost } from './choose-host.ts';
import { helpText } from './help.ts';
import { runPromotion } from './run-promotion.ts';
import { processSurroundings } from './surroundings.ts';
import { VERSION } from './version.ts';

// A file beside this one in dist/, too: it is as large as all the rest, and who promotes must not wait for its parsing.
const loadSandboxCommands = () => import(/* webpackIgnore: true */ './sandbox-commands.ts');

/** The commands of the shell. What only one of them needs is loaded when it is asked for. */
const COMMANDS: Readonly<Record<string, (argv: readonly string[]) => Promise<number>>> = {
  promote: (argv) => promoteIn(argv),
  plan: (argv) => promoteIn(argv, { dryRun: true }),
  doctor: async (argv) => {
    const surroundings = processSurroundings(argv);
    const { runDoctor } = await import(/* webpackMode: "eager" */ './run-doctor.ts');
    return runDoctor(chooseHost(surroundings), surroundings);
  },
  setup: async (argv) => {
    const { runSetup } = await import(/* webpackMode: "eager" */ './run-setup.ts');
    return runSetup(processSurroundings(argv));
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

function promoteIn(argv: readonly string[], fixed: { readonly dryRun?: boolean } = {}): Promise<number> {
  const surroundings = processSurroundings(argv);
  return runPromotion(chooseHost(surroundings), surroundings, fixed);
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
    if (
      first === undefined &&
      process.env['PROMOTE_SOURCE_IMAGE'] === undefined &&
      process.env['PROMOTE_IMAGES'] === undefined
    ) {
      process.stderr.write(helpText(undefined));
      return 2;
    }
    return promoteIn(argv);
  }
  const command = Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  if (command !== undefined) return command(rest);
  process.stderr.write(
    `"${first}" is not a command of openshift-promote: there are ${Object.keys(COMMANDS).join(', ')}\n`,
  );
  return 2;
}
