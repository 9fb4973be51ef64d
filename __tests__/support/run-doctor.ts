import { runDoctor } from '../../src/entry/run-doctor.ts';
import { runSetup } from '../../src/entry/run-setup.ts';
import { HOSTS } from '../../src/entry/choose-host.ts';
import type { HostEnvironment } from '../../src/core/host.ts';
import type { DoctorEntry } from '../../src/core/finding.ts';

export interface DoctorResult {
  readonly exit: number;
  readonly entries: readonly DoctorEntry[];
  /** what it said besides */
  readonly log: string;
}

interface Captured {
  readonly hostEnvironment: HostEnvironment;
  readonly out: () => string;
  readonly log: () => string;
}

function capture(argv: readonly string[], env: Readonly<Record<string, string>>): Captured {
  const texts = { out: '', log: '' };
  const sink = (name: keyof typeof texts) => ({
    write: (text: string) => {
      texts[name] += text;
    },
    isTerminal: false,
    columns: 80,
  });
  return {
    hostEnvironment: { env, argv, stdout: sink('out'), stderr: sink('log') },
    out: () => texts.out,
    log: () => texts.log,
  };
}

/** The doctor in this process, as the shell runs it; inputs by their names. */
export async function doctor(inputs: Readonly<Record<string, string>>): Promise<DoctorResult> {
  const env = Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      `PROMOTE_${name.toUpperCase().replaceAll('-', '_')}`,
      value,
    ]),
  );
  const { hostEnvironment, out, log } = capture(['--output=json'], env);
  const exit = await runDoctor(HOSTS.shell, hostEnvironment);
  const text = out();
  const { checks } = text === '' ? { checks: [] } : (JSON.parse(text) as { checks: DoctorEntry[] });
  return { exit, entries: checks, log: log() };
}

/** The manifest that `setup` prints. */
export async function setup(...flags: readonly string[]): Promise<string> {
  const { hostEnvironment, out, log } = capture(flags, {});
  const exit = await runSetup(hostEnvironment);
  if (exit !== 0) throw new Error(log());
  return out();
}
