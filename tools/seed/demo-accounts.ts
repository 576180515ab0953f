// The accounts of the demo. They are fixed and printed at start. With NODE_ENV=production none is
// made.

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

/** The three accounts. ADMIN_EMAIL and ADMIN_PASSWORD replace those of the administrator. */
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

/** The settings with which the first start of a node makes the administrator of the demo. */
export function demoEnvironment(environment: Environment): Readonly<Record<string, string>> {
  if (environment["NODE_ENV"] === "production") return {};
  const { admin } = demoAccounts(environment);
  return { ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password };
}

/**
 * A line `demo <role> <email> <password>` for each account. A password of the user is not shown.
 */
export function demoLines(environment: Environment): string[] {
  const { admin, organiser, fan } = demoAccounts(environment);
  const shown = given(environment["ADMIN_PASSWORD"]) === undefined ? admin.password : "(yours)";
  return [{ ...admin, password: shown }, organiser, fan].map(
    ({ role, email, password }) => `demo ${role} ${email} ${password}`,
  );
}
