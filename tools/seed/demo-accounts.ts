// The accounts of a demo: fixed, printed at start, never made with NODE_ENV=production.

export interface DemoAccount {
  readonly role: "admin" | "organiser" | "member";
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

const account = (role: DemoAccount["role"], name: string): DemoAccount => {
  const word = role === "member" ? "fan" : role;
  return { role, name, email: `${word}@onsale.example`, password: `demo-${word}-2026` };
};

export interface DemoAccounts {
  readonly admin: DemoAccount;
  readonly organiser: DemoAccount;
  readonly fan: DemoAccount;
}

type Environment = Readonly<Record<string, string | undefined>>;

const given = (value: string | undefined): string | undefined => (value === "" ? undefined : value);

/** The administrator is the one of the environment where it names one. */
export function demoAccounts(environment: Environment): DemoAccounts {
  const admin = account("admin", "Administrator");
  const email = given(environment["ADMIN_EMAIL"]);
  const password = given(environment["ADMIN_PASSWORD"]);
  return {
    admin: { ...admin, email: email ?? admin.email, password: password ?? admin.password },
    organiser: account("organiser", "Night Shift Concerts"),
    fan: account("member", "Haneul Fan"),
  };
}

/** What a node of the demo needs, so that its first start makes the administrator. */
export function demoEnvironment(environment: Environment): Readonly<Record<string, string>> {
  if (environment["NODE_ENV"] === "production") return {};
  const { admin } = demoAccounts(environment);
  return { ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password };
}

/** `demo <role> <email> <password>`, one line each; a password of the user's own is not shown. */
export function demoLines(environment: Environment): string[] {
  const { admin, organiser, fan } = demoAccounts(environment);
  const shown = given(environment["ADMIN_PASSWORD"]) === undefined ? admin.password : "(yours)";
  return [{ ...admin, password: shown }, organiser, fan].map(
    ({ role, email, password }) => `demo ${role} ${email} ${password}`,
  );
}
