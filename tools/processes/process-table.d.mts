export interface ProcessIdentity {
  readonly pid: number;
  readonly startedAt: string;
}
export interface ProcessRow {
  readonly state: string;
  readonly ppid: number;
  readonly startedAt: string;
}
export function processOf(pid: number): ProcessRow | undefined;
export function identify(pid: number): ProcessIdentity | undefined;
export function isAlive(identity: ProcessIdentity): boolean;
export function signal(identity: ProcessIdentity, name: NodeJS.Signals): boolean;
export function launchChain(env?: NodeJS.ProcessEnv): ProcessIdentity[];
export function noteLaunchChain(): void;
