// Ready means: whoever is sent here gets an answer. Alive means only that the process turns.

export interface HealthCheck {
  readonly name: string;
  /** Rejects or never settles when the dependency is down. */
  readonly check: () => Promise<unknown>;
}

export interface Readiness {
  readonly isReady: boolean;
  readonly checks: readonly { readonly name: string; readonly isUp: boolean }[];
}

export interface Health {
  readiness(): Promise<Readiness>;
  /** From here on the node is not ready: it is about to stop. */
  drain(): void;
}

const CHECK_WITHIN_MS = 1500;

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
