// A node is ready when it can answer requests. A node is alive when its process runs its event
// loop.

export interface HealthCheck {
  readonly name: string;
  /** Resolves when the dependency is up; rejects or never settles when it is down. */
  readonly check: () => Promise<unknown>;
}

export interface Readiness {
  readonly isReady: boolean;
  readonly checks: readonly { readonly name: string; readonly isUp: boolean }[];
}

export interface Health {
  readiness(): Promise<Readiness>;
  /** Makes the node not ready from now on, because it is about to stop. */
  drain(): void;
}

const CHECK_WITHIN_MS = 1500;

/** Creates the health of a node. A check that takes longer than 1.5 s counts as down. */
export function createHealth(checks: readonly HealthCheck[]): Health {
  let isDraining = false;
  return {
    async readiness() {
      const results = await Promise.all(
        checks.map(async ({ name, check }) => ({ name, isUp: await isUp(check) })),
      );
      return { isReady: !isDraining && results.every((result) => result.isUp), checks: results };
    },
    drain() {
      isDraining = true;
    },
  };
}

async function isUp(check: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), CHECK_WITHIN_MS);
  });
  try {
    return await Promise.race([check().then(() => true), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
